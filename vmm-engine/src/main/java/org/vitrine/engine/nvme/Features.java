package org.vitrine.engine.nvme;

import java.util.Arrays;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The values of the features (NVM Express 1.4, 5.15.2 and 5.21). Interrupt coalescing and arbitration are hints, which are kept and not acted
 * upon. Only the worker.
 */
final class Features {
    private static final int CURRENT = 0;
    private static final int DEFAULT = 1;
    private static final int SAVED = 2;
    private static final int CAPABILITIES = 3;
    /** Capability: the feature can be changed. */
    private static final int CHANGEABLE = 4;

    private static final int POWER_STATE = 0x1f;
    private static final int DEALLOCATED_BLOCK_ERRORS = 1 << 16;
    private static final int COALESCING_DISABLED = 1 << 16;
    private static final int SENSOR = 0xf << 16;
    private static final int LOW = 0xffff;

    private final boolean writeCache;
    private final int[] values = new int[Feature.values().length];
    /** The threshold that the temperature is to stay above. */
    private int lowTemperature;
    /** For each vector 1 if its interrupts must not be coalesced. */
    private final byte[] uncoalesced = new byte[Queues.COUNT];

    /** @param writeCache whether the disk has one that can be switched off */
    Features(boolean writeCache) {
        this.writeCache = writeCache;
        reset();
    }

    /** Whether a write may stay in a cache when it completes. */
    boolean cachesWrites() {
        return writeCache && values[Feature.VOLATILE_WRITE_CACHE.ordinal()] != 0;
    }

    /** The kinds of critical warnings that the guest wants events of. */
    int eventsOfWarnings() {
        return values[Feature.ASYNC_EVENTS.ordinal()];
    }

    /** Whether the guest wants an event when a namespace has changed. */
    boolean noticesNamespaces() {
        return (values[Feature.ASYNC_EVENTS.ordinal()] & ControllerIdentity.NAMESPACE_NOTICES) != 0;
    }

    /** @param temperature in kelvin */
    boolean temperatureBeyond(int temperature) {
        return temperature >= values[Feature.TEMPERATURE_THRESHOLD.ordinal()] || temperature <= lowTemperature;
    }

    private Feature feature(Command command) throws CommandException {
        Feature feature = Feature.of(command.dword(10) & 0xff);
        if (feature == null || feature == Feature.VOLATILE_WRITE_CACHE && !writeCache) {
            throw new CommandException(Status.INVALID_FIELD);
        }
        return feature;
    }

    /** Get Features. @return dword 0 of the completion */
    int get(Command command) throws CommandException {
        Feature feature = feature(command);
        return switch (command.dword(10) >>> 8 & 7) {
            case CURRENT -> current(feature, command.dword(11));
            case DEFAULT, SAVED -> initial(feature, command.dword(11));
            case CAPABILITIES -> CHANGEABLE;
            default -> throw new CommandException(Status.INVALID_FIELD);
        };
    }

    private int current(Feature feature, int selector) throws CommandException {
        return switch (feature) {
            case TEMPERATURE_THRESHOLD -> isLow(selector) ? lowTemperature : values[feature.ordinal()];
            case INTERRUPT_VECTOR_CONFIGURATION -> {
                int vector = vector(selector);
                yield vector | (uncoalesced[vector] != 0 ? COALESCING_DISABLED : 0);
            }
            default -> values[feature.ordinal()];
        };
    }

    private static int initial(Feature feature, int selector) throws CommandException {
        return switch (feature) {
            case TEMPERATURE_THRESHOLD -> isLow(selector) ? 0 : feature.initial();
            case INTERRUPT_VECTOR_CONFIGURATION -> vector(selector);
            default -> feature.initial();
        };
    }

    /** Set Features. @return dword 0 of the completion */
    int set(Command command, Queues queues) throws CommandException {
        Feature feature = feature(command);
        if (command.dword(10) < 0) {
            throw new CommandException(Status.FEATURE_NOT_SAVEABLE);
        }
        int value = command.dword(11);
        switch (feature) {
            case NUMBER_OF_QUEUES -> checkQueueNumbers(value, queues);
            case INTERRUPT_VECTOR_CONFIGURATION ->
                uncoalesced[vector(value)] = (byte) ((value & COALESCING_DISABLED) != 0 ? 1 : 0);
            case TEMPERATURE_THRESHOLD -> setTemperature(value);
            default -> {
                check(feature != Feature.POWER_MANAGEMENT || (value & POWER_STATE) == 0);
                check(feature != Feature.ERROR_RECOVERY || (value & DEALLOCATED_BLOCK_ERRORS) == 0);
                values[feature.ordinal()] = value & feature.writable();
            }
        }
        return feature == Feature.NUMBER_OF_QUEUES ? feature.initial() : 0;
    }

    /** The guest is told how many there are, whatever it asks for. */
    private static void checkQueueNumbers(int value, Queues queues) throws CommandException {
        check((value & LOW) != LOW && value >>> 16 != LOW);
        if (queues.anyIo()) {
            throw new CommandException(Status.COMMAND_SEQUENCE_ERROR);
        }
    }

    private void setTemperature(int value) throws CommandException {
        boolean everySensor = (value & SENSOR) == SENSOR;
        if (isLow(everySensor ? value & ~SENSOR : value)) {
            lowTemperature = value & LOW;
        } else {
            values[Feature.TEMPERATURE_THRESHOLD.ordinal()] = value & LOW;
        }
    }

    /** Whether the lower of the two thresholds is meant. There is only the composite temperature, no further sensor. */
    private static boolean isLow(int selector) throws CommandException {
        int threshold = selector >>> 20 & 3;
        check((selector & SENSOR) == 0 && threshold <= 1);
        return threshold == 1;
    }

    private static int vector(int selector) throws CommandException {
        int vector = selector & LOW;
        check(vector < Queues.COUNT);
        return vector;
    }

    private static void check(boolean valid) throws CommandException {
        if (!valid) {
            throw new CommandException(Status.INVALID_FIELD);
        }
    }

    void reset() {
        for (Feature feature : Feature.values()) {
            values[feature.ordinal()] = feature.initial();
        }
        lowTemperature = 0;
        Arrays.fill(uncoalesced, (byte) 0);
    }

    void save(StateWriter out) {
        for (Feature feature : Feature.values()) {
            if (feature.writable() != 0) {
                out.put(name(feature), values[feature.ordinal()]);
            }
        }
        out.put("feature.lowTemperature", lowTemperature);
        out.put("feature.uncoalesced", uncoalesced);
    }

    void load(StateReader in) throws StateException {
        for (Feature feature : Feature.values()) {
            if (feature.writable() != 0) {
                values[feature.ordinal()] = in.getInt(name(feature)) & feature.writable();
            }
        }
        lowTemperature = in.getInt("feature.lowTemperature", 0, LOW);
        in.getBytes("feature.uncoalesced", uncoalesced);
    }

    private static String name(Feature feature) {
        return "feature." + feature.id();
    }
}
