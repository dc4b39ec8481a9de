package org.vitrine.engine.nvme;

import org.jspecify.annotations.Nullable;

/** Features that there are, all of the controller (NVM Express 1.4, 5.21.1). */
enum Feature {
    ARBITRATION(0x01, 0, 0xffff_ff07),
    POWER_MANAGEMENT(0x02, 0, 0xff),
    TEMPERATURE_THRESHOLD(0x04, Feature.WARNING_TEMPERATURE, 0xffff),
    ERROR_RECOVERY(0x05, 0, 0xffff),
    VOLATILE_WRITE_CACHE(0x06, 1, 1),
    NUMBER_OF_QUEUES(0x07, Queues.IO - 1 | Queues.IO - 1 << 16, 0),
    INTERRUPT_COALESCING(0x08, 0, 0xffff),
    INTERRUPT_VECTOR_CONFIGURATION(0x09, 0, 0),
    WRITE_ATOMICITY(0x0a, 0, 1),
    ASYNC_EVENTS(0x0b, 0, 0xff | ControllerIdentity.NAMESPACE_NOTICES);

    /** Kelvin: above it a real device is said to be too warm. */
    static final int WARNING_TEMPERATURE = 343;

    private static final @Nullable Feature[] BY_ID = new Feature[256];

    static {
        for (Feature feature : values()) {
            BY_ID[feature.id] = feature;
        }
    }

    private final int id;
    private final int initial;
    private final int writable;

    /**
     * @param initial value at reset
     * @param writable which bits of dword 11 are kept
     */
    Feature(int id, int initial, int writable) {
        this.id = id;
        this.initial = initial;
        this.writable = writable;
    }

    int id() {
        return id;
    }

    int initial() {
        return initial;
    }

    int writable() {
        return writable;
    }

    /** @param id 0 to 255 */
    static @Nullable Feature of(int id) {
        return BY_ID[id];
    }
}
