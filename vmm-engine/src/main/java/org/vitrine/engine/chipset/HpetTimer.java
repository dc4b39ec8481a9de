package org.vitrine.engine.chipset;

import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * One comparator of an HPET: its registers, when it matches next and where its interrupt goes (IA-PC HPET 1.0a, 2.3.8 and
 * 2.3.9). The HPET's lock guards it. Times are counts of the main counter, which wrap.
 */
final class HpetTimer {
    static final int LEVEL = 1 << 1;
    static final int ENABLE = 1 << 2;
    static final int PERIODIC = 1 << 3;
    static final int CAN_BE_PERIODIC = 1 << 4;
    static final int IS_64_BITS = 1 << 5;
    static final int SET_VALUE = 1 << 6;
    static final int MODE_32_BITS = 1 << 8;
    static final int ROUTE_SHIFT = 9;
    static final int ROUTE = 0x1f << ROUTE_SHIFT;
    private static final int WRITABLE = LEVEL | ENABLE | PERIODIC | SET_VALUE | MODE_32_BITS | ROUTE;
    private static final int CAPABILITIES = CAN_BE_PERIODIC | IS_64_BITS;
    private static final long LOW = 0xffff_ffffL;

    private final int routes;
    private final InterruptPin[] pins = new InterruptPin[32];
    private final InterruptPin legacyPin;

    private int configuration;
    private long comparator;
    private long period;
    /** The count of the next match, if there is one. */
    private long due;

    private boolean pending;
    private boolean status;
    private boolean legacy;
    private InterruptPin driven;

    /**
     * @param routes one bit per GSI that the interrupt can be led to
     * @param legacyPin where it goes in legacy replacement mode
     */
    HpetTimer(DeviceHost host, int routes, InterruptPin legacyPin) {
        this.routes = routes;
        this.legacyPin = legacyPin;
        for (int gsi = 0; gsi < pins.length; gsi++) {
            pins[gsi] = (routes >>> gsi & 1) != 0 ? host.gsi(gsi) : InterruptPin.UNCONNECTED;
        }
        driven = pins[0];
        reset();
    }

    void reset() {
        configuration = 0;
        comparator = -1;
        period = 0;
        due = 0;
        pending = false;
        status = false;
        legacy = false;
        drive();
    }

    long configuration() {
        return (long) routes << 32 | configuration | CAPABILITIES;
    }

    long comparator() {
        return comparator;
    }

    /** Whether a level-triggered interrupt is active. */
    boolean status() {
        return status;
    }

    boolean isPeriodic() {
        return (configuration & PERIODIC) != 0;
    }

    void configure(long value, long mask) {
        int wanted = (int) RegisterMap.merge(configuration, value, mask) & WRITABLE;
        if ((routes >>> (wanted >> ROUTE_SHIFT & 0x1f) & 1) == 0) {
            // What cannot be routed reads back as it was.
            wanted = wanted & ~ROUTE | configuration & ROUTE;
        }
        configuration = wanted;
        if (is32Bits()) {
            comparator &= LOW;
            period &= LOW;
        }
        if ((configuration & LEVEL) == 0) {
            status = false;
        }
        drive();
    }

    void compareWith(long value, long mask) {
        boolean setsPeriodOnly = (configuration & (PERIODIC | SET_VALUE)) == PERIODIC;
        if (!setsPeriodOnly) {
            comparator = clip(RegisterMap.merge(comparator, value, mask));
        }
        if (isPeriodic()) {
            period = clip(RegisterMap.merge(period, value, mask));
        }
        configuration &= ~SET_VALUE;
    }

    private boolean is32Bits() {
        return (configuration & MODE_32_BITS) != 0;
    }

    private long clip(long count) {
        return is32Bits() ? count & LOW : count;
    }

    /** Works out the next match anew, after the counter or the comparator was set. */
    void aim(long counter) {
        long ahead = clip(comparator - counter);
        due = counter + ahead;
        // With 64 bits "behind" and "millennia ahead" are the same.
        pending = ahead >= 0;
    }

    /** The counter stands still: there is no next match. */
    void halt() {
        pending = false;
    }

    /** Takes notice of the time: interrupts if the comparator has matched since. */
    void advance(long counter) {
        if (!pending || counter - due < 0) {
            return;
        }
        if (isPeriodic() && period != 0) {
            long missed = Long.divideUnsigned(counter - due, period);
            long step = (missed + 1) * period;
            due += step;
            comparator = clip(comparator + step);
            // A period that itself reaches beyond half the range never comes again.
            pending = step > 0;
        } else if (is32Bits()) {
            due += (counter - due & ~LOW) + LOW + 1;
        } else {
            pending = false;
        }
        interrupt();
    }

    private void interrupt() {
        if ((configuration & LEVEL) != 0) {
            status = true;
            drive();
        } else if ((configuration & ENABLE) != 0) {
            driven.pulse();
        }
    }

    void acknowledge() {
        status = false;
        drive();
    }

    void setLegacy(boolean on) {
        legacy = on;
        drive();
    }

    private void drive() {
        InterruptPin target = legacy ? legacyPin : pins[configuration >> ROUTE_SHIFT & 0x1f];
        if (target != driven) {
            driven.lower();
            driven = target;
        }
        driven.set(status && (configuration & ENABLE) != 0);
    }

    /** Whether the next match would be noticed by the guest without it looking. */
    boolean wantsToInterrupt() {
        return pending && (configuration & ENABLE) != 0 && !status;
    }

    long due() {
        return due;
    }

    void save(StateWriter out, String prefix) {
        out.put(prefix + "configuration", configuration);
        out.put(prefix + "comparator", comparator);
        out.put(prefix + "period", period);
        out.put(prefix + "due", due);
        out.put(prefix + "pending", pending);
        out.put(prefix + "status", status);
    }

    void load(StateReader in, String prefix) throws StateException {
        configuration = in.getInt(prefix + "configuration", 0, WRITABLE) & WRITABLE;
        if ((routes >>> (configuration >> ROUTE_SHIFT) & 1) == 0 && configuration >> ROUTE_SHIFT != 0) {
            throw new StateException("The saved HPET leads an interrupt to a line that it cannot reach.");
        }
        comparator = in.getLong(prefix + "comparator");
        period = in.getLong(prefix + "period");
        due = in.getLong(prefix + "due");
        pending = in.getBoolean(prefix + "pending");
        status = in.getBoolean(prefix + "status");
    }
}
