package org.vitrine.engine.chipset;

import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * The high precision event timers (IA-PC HPET 1.0a) as in ICH9: a 64-bit counter of 10 ns and three comparators that can
 * all be periodic and are routed to I/O APIC inputs 20 to 23, the third also to 11. No FSB (MSI) delivery.
 *
 * <p>The counter is read without a lock, as guests use it for a clock. A comparator costs a timer only while its next match
 * would interrupt, and a periodic one interrupts every {@value #SHORTEST_NANOS} ns at most: what it misses meanwhile counts as one.
 */
public final class Hpet implements Device, RegisterMap.Handler<HpetRegister> {
    static final int TIMERS = 3;
    /** Bytes of registers. */
    public static final int SIZE = 0x400;

    static final int SHORTEST_NANOS = 100_000;

    private static final String KIND = "hpet";
    private static final int NANOS_PER_COUNT = 10;
    private static final long FEMTOSECONDS_PER_COUNT = NANOS_PER_COUNT * 1_000_000L;
    /** Revision 1, three timers, 64 bits, legacy replacement, Intel. */
    private static final long CAPABILITIES = FEMTOSECONDS_PER_COUNT << 32 | 0x8086_a201L;

    private static final int ENABLE = 1;
    private static final int LEGACY = 2;
    private static final int LEGACY_TIMERS = 2;
    private static final int PIT_GSI = 0;
    private static final int ROUTES = 0x00f0_0000;
    private static final int ROUTES_OF_THIRD = ROUTES | 1 << 11;
    /** Timers further ahead than this wait in steps. */
    private static final long LONGEST_COUNTS = 1L << 50;

    /** Hears of legacy replacement, in which the first two timers take the lines of PIT and real-time clock. */
    @FunctionalInterface
    public interface LegacyReplacement {
        /**
         * Called under the HPET's lock, which makes it the last word: it must not call the HPET.
         *
         * @param on whether PIT and real-time clock are now off their lines
         */
        void set(boolean on);
    }

    /** The main counter: {@code base} at VM time {@code start}, and running or not. */
    private record Counter(boolean running, long base, long start) {
        long at(long nanos) {
            return running ? base + Math.max(0, nanos - start) / NANOS_PER_COUNT : base;
        }

        /** When it reaches a count that lies ahead. */
        long nanosOf(long count) {
            return start + (count - base) * NANOS_PER_COUNT;
        }
    }

    private final String id;
    private final VmClock clock;
    private final LegacyReplacement legacy;
    private final HpetTimer[] timers = new HpetTimer[TIMERS];
    private final VmClock.Timer[] alarms = new VmClock.Timer[TIMERS];
    private final long[] lastAlarm = new long[TIMERS];

    private volatile Counter counter = new Counter(false, 0, 0);
    private int configuration;

    /**
     * Maps its registers.
     *
     * @param base guest physical address, such as the board's {@code hpetBase}
     */
    public Hpet(String id, DeviceHost host, long base, LegacyReplacement legacy) {
        this.id = id;
        this.legacy = legacy;
        clock = host.clock();
        for (int i = 0; i < TIMERS; i++) {
            int index = i;
            timers[i] = new HpetTimer(
                    host, i < LEGACY_TIMERS ? ROUTES : ROUTES_OF_THIRD, host.gsi(i == 0 ? PIT_GSI : Rtc.GSI));
            alarms[i] = clock.timer(id + "-" + i, () -> alarm(index));
        }
        RegisterMap<HpetRegister> map = new RegisterMap<>(HpetRegister.class, SIZE, 0, this);
        host.mmio().map(base, map.length(), map);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long read(HpetRegister register, int index) {
        return switch (register) {
            case CAPABILITIES -> CAPABILITIES;
            case MAIN_COUNTER -> counter.at(clock.nanos());
            default -> readLocked(register, index);
        };
    }

    private synchronized long readLocked(HpetRegister register, int index) {
        advance();
        return switch (register) {
            case CONFIGURATION -> configuration;
            case INTERRUPT_STATUS -> status();
            case TIMER_CONFIGURATION -> timers[index].configuration();
            default -> timers[index].comparator();
        };
    }

    private int status() {
        int status = 0;
        for (int i = 0; i < TIMERS; i++) {
            status |= timers[i].status() ? 1 << i : 0;
        }
        return status;
    }

    @Override
    public synchronized void write(HpetRegister register, int index, long value, long mask) {
        advance();
        long now = clock.nanos();
        switch (register) {
            case CAPABILITIES -> {}
            case CONFIGURATION -> configure((int) RegisterMap.merge(configuration, value, mask), now);
            case INTERRUPT_STATUS -> {
                for (int i = 0; i < TIMERS; i++) {
                    if ((value >> i & 1) != 0) {
                        timers[i].acknowledge();
                        arm(i, now);
                    }
                }
            }
            case MAIN_COUNTER -> {
                // Setting it while it runs is undefined; a halted counter is set, a running one jumps.
                setCounter(counter.running(), RegisterMap.merge(counter.at(now), value, mask), now);
            }
            case TIMER_CONFIGURATION -> {
                timers[index].configure(value, mask);
                aim(index, now);
            }
            case COMPARATOR -> {
                timers[index].compareWith(value, mask);
                aim(index, now);
            }
        }
    }

    private void configure(int value, long now) {
        int changed = configuration ^ value;
        configuration = value & (ENABLE | LEGACY);
        if ((changed & LEGACY) != 0) {
            setLegacy((configuration & LEGACY) != 0);
        }
        if ((changed & ENABLE) != 0) {
            setCounter((configuration & ENABLE) != 0, counter.at(now), now);
        }
    }

    private void setLegacy(boolean on) {
        for (int i = 0; i < TIMERS; i++) {
            timers[i].setLegacy(on && i < LEGACY_TIMERS);
        }
        legacy.set(on);
    }

    private void setCounter(boolean running, long count, long now) {
        counter = new Counter(running, count, now);
        for (int i = 0; i < TIMERS; i++) {
            aim(i, now);
        }
    }

    private void aim(int index, long now) {
        if (counter.running()) {
            timers[index].aim(counter.at(now));
        } else {
            timers[index].halt();
        }
        arm(index, now);
    }

    private void arm(int index, long now) {
        if (!counter.running() || !timers[index].wantsToInterrupt()) {
            alarms[index].cancel();
            return;
        }
        long ahead = timers[index].due() - counter.at(now);
        long at = ahead <= 0
                ? now
                : ahead > LONGEST_COUNTS
                        ? now + LONGEST_COUNTS * NANOS_PER_COUNT
                        : counter.nanosOf(timers[index].due());
        // A single shot was asked for by a write, so its guest pays for it.
        alarms[index].arm(timers[index].isPeriodic() ? Math.max(at, lastAlarm[index] + SHORTEST_NANOS) : at);
    }

    private void advance() {
        if (counter.running()) {
            long count = counter.at(clock.nanos());
            for (HpetTimer timer : timers) {
                timer.advance(count);
            }
        }
    }

    private synchronized void alarm(int index) {
        long now = clock.nanos();
        lastAlarm[index] = now;
        advance();
        arm(index, now);
    }

    @Override
    public synchronized void reset() {
        configuration = 0;
        counter = new Counter(false, 0, 0);
        for (int i = 0; i < TIMERS; i++) {
            timers[i].reset();
            alarms[i].cancel();
            lastAlarm[i] = 0;
        }
        legacy.set(false);
    }

    @Override
    public synchronized void save(StateWriter out) {
        Counter now = counter;
        out.begin(KIND, 1);
        out.put("configuration", configuration);
        out.put("counterBase", now.base());
        out.put("counterStart", now.start());
        for (int i = 0; i < TIMERS; i++) {
            timers[i].save(out, "timer" + i + ".");
            out.put("timer" + i + ".lastAlarm", lastAlarm[i]);
        }
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin(KIND, 1);
        configuration = in.getInt("configuration", 0, ENABLE | LEGACY);
        counter = new Counter(
                (configuration & ENABLE) != 0,
                in.getLong("counterBase"),
                in.getLong("counterStart", 0, Long.MAX_VALUE >> 1));
        for (int i = 0; i < TIMERS; i++) {
            timers[i].load(in, "timer" + i + ".");
            lastAlarm[i] = in.getLong("timer" + i + ".lastAlarm", 0, Long.MAX_VALUE >> 1);
        }
        in.end();
    }

    @Override
    public synchronized void afterLoad() {
        setLegacy((configuration & LEGACY) != 0);
        for (int i = 0; i < TIMERS; i++) {
            arm(i, clock.nanos());
        }
    }
}
