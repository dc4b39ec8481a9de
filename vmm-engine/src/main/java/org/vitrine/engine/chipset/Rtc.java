package org.vitrine.engine.chipset;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * The real-time clock and CMOS memory: a Motorola MC146818A with 128 bytes at ports 0x70 (index; bit 7 masks NMI, of
 * which there is none) and 0x71 (data), with the century at 0x32. It keeps UTC.
 *
 * <p>It counts in VM time: {@code chainSeconds} is what the calendar showed when the divider chain
 * started. Its battery lets it run on while the machine is paused, saved or kept in a snapshot: when the machine goes on, the calendar is as much
 * further as the host's clock is, so that a guest can set its own time by it. Flags are worked out when somebody can notice, so the clock costs nothing but for one timer
 * towards the next interrupt that is enabled. Update cycles take no time; UIP announces them for the data sheet's
 * 244 µs.
 */
public final class Rtc implements Device, RegisterBlock {
    public static final int PORT = 0x70;
    /** The interrupt line on a PC. */
    public static final int GSI = 8;

    private static final String KIND = "mc146818a";
    private static final long HALF_SECOND = 500_000_000L;
    private static final long FAR = 1L << 62;
    private static final int VERSION = 2;
    private static final long NOT_PAUSED = Long.MIN_VALUE;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long FIRST_SECOND = -62_167_219_200L;
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final int A_UIP = 0x80;
    private static final int A_DIVIDER = 0x70;
    private static final int A_DIVIDER_RESET = 0x60;
    private static final int A_RATE = 0x0f;
    private static final int A_POWER_ON = 0x26;
    private static final int UIP_CYCLES = 8;

    private static final int B_SET = 0x80;
    private static final int B_BINARY = 0x04;
    private static final int B_24_HOURS = 0x02;

    /** Interrupt enables in register B, and at the same places the flags in register C. */
    private static final int PERIODIC = 0x40;

    private static final int ALARM = 0x20;
    private static final int UPDATE = 0x10;
    private static final int INTERRUPTS = PERIODIC | ALARM | UPDATE;
    private static final int C_IRQF = 0x80;
    private static final int D_VALID = 0x80;

    private static final int ALARM_ANY = 0xc0;
    private static final int ANY = RtcCalendar.ANY;
    private static final int NEVER = -2;

    private static final CmosRegister[] COUNTERS =
            Arrays.stream(CmosRegister.values()).filter(CmosRegister::counts).toArray(CmosRegister[]::new);

    private final String id;
    private final VmClock clock;
    private final InterruptPin pin;
    private final VmClock.Timer timer;
    private final InstantSource hostTime;

    private final byte[] cmos = new byte[CmosRegister.SIZE];
    private int index;
    private int a = A_POWER_ON;
    private int b = B_24_HOURS;
    private int flags;
    private final DividerChain chain = new DividerChain();
    private long chainSeconds;
    private int weekdayShift;
    /** Up to when flags were worked out. */
    private long seen;
    /** The host's time at which the machine stopped, in milliseconds since 1970. */
    private long pausedAt = NOT_PAUSED;

    /**
     * Takes its two ports.
     *
     * @param pin usually GSI {@value #GSI}, behind the gate that an HPET closes in legacy mode
     * @param hostTime what the clock shows at first, and by which it goes on after a pause
     */
    public Rtc(String id, DeviceHost host, InterruptPin pin, InstantSource hostTime) {
        this.id = id;
        this.clock = host.clock();
        this.pin = pin;
        this.hostTime = hostTime;
        timer = clock.timer(id, this::expire);
        seen = clock.nanos();
        Instant now = hostTime.instant();
        chain.startAt(seen - now.getNano());
        chainSeconds = Math.clamp(now.getEpochSecond(), FIRST_SECOND, LAST_SECOND);
        host.ports().map(PORT, 2, this);
    }

    @Override
    public String id() {
        return id;
    }

    /**
     * Sets a byte of memory, as the set-up program of a PC would.
     *
     * @param at 0x0e to 0x7f
     */
    public synchronized void setMemory(int at, int value) {
        if (at <= CmosRegister.D.index || at >= CmosRegister.SIZE || at == CmosRegister.CENTURY.index) {
            throw new IllegalArgumentException("CMOS byte %#x is not memory".formatted(at));
        }
        cmos[at] = (byte) value;
    }

    @Override
    public long read(long offset, int size) {
        long data = size > 1 || offset == 1 ? readData() : 0;
        return offset == 0 ? 0xff | data << 8 : data;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset == 0) {
            synchronized (this) {
                index = (int) value & (CmosRegister.SIZE - 1);
            }
            if (size > 1) {
                writeData((int) (value >> 8) & 0xff);
            }
        } else {
            writeData((int) value & 0xff);
        }
    }

    private synchronized int readData() {
        CmosRegister register = CmosRegister.at(index);
        if (register == null) {
            return cmos[index] & 0xff;
        }
        return switch (register) {
            case A -> a | (updateInProgress() ? A_UIP : 0);
            case B -> b;
            case C -> readFlags();
            case D -> D_VALID;
            case SECONDS_ALARM, MINUTES_ALARM, HOURS_ALARM -> cmos[index] & 0xff;
            default -> stopped() ? cmos[index] & 0xff : count(register, secondsAt(clock.nanos()));
        };
    }

    private int readFlags() {
        long now = clock.nanos();
        catchUp(now);
        int value = flags | ((flags & b & INTERRUPTS) != 0 ? C_IRQF : 0);
        flags = 0;
        pin.lower();
        arm(now);
        return value;
    }

    private synchronized void writeData(int value) {
        CmosRegister register = CmosRegister.at(index);
        if (register == null) {
            cmos[index] = (byte) value;
            return;
        }
        long now = clock.nanos();
        catchUp(now);
        switch (register) {
            case A -> control(now, value & ~A_UIP, b);
            // Setting SET clears UIE (data sheet, "Register B").
            case B -> control(now, a, (value & B_SET) != 0 ? value & ~UPDATE : value);
            case C, D -> {}
            case SECONDS_ALARM, MINUTES_ALARM, HOURS_ALARM -> cmos[index] = (byte) value;
            default -> {
                if (stopped()) {
                    cmos[index] = (byte) value;
                } else {
                    stop(now);
                    cmos[index] = (byte) value;
                    start(now);
                }
            }
        }
        arm(now);
    }

    /** Whether the calendar stands still, so that its registers are memory. */
    private boolean stopped() {
        return (b & B_SET) != 0 || dividerReset();
    }

    private boolean dividerReset() {
        return (a & A_DIVIDER_RESET) == A_DIVIDER_RESET;
    }

    private boolean updateInProgress() {
        return !stopped() && chain.cyclesToNextSecond(clock.nanos()) <= UIP_CYCLES;
    }

    /** Changes registers A and B, starting and stopping the calendar as they say. */
    private void control(long now, int newA, int newB) {
        boolean wasStopped = stopped();
        boolean wasReset = dividerReset();
        if (!wasStopped && ((newB & B_SET) != 0 || (newA & A_DIVIDER_RESET) == A_DIVIDER_RESET)) {
            // Latched in the format that held while it ran.
            stop(now);
        }
        a = newA;
        b = newB;
        if (wasReset && !dividerReset()) {
            // The first update follows half a second after the divider's release (data sheet, "Divider control").
            chain.startAt(now - HALF_SECOND);
        }
        if (wasStopped && !stopped()) {
            start(now);
        }
        pin.set((flags & b & INTERRUPTS) != 0);
    }

    private void stop(long now) {
        long seconds = secondsAt(now);
        for (CmosRegister register : COUNTERS) {
            cmos[register.index] = (byte) count(register, seconds);
        }
    }

    /** Lets the calendar run from what its registers hold. The divider chain keeps its phase. */
    private void start(long now) {
        boolean binary = (b & B_BINARY) != 0;
        int year = RtcCalendar.decode(stored(CmosRegister.CENTURY), binary) * 100
                + RtcCalendar.decode(stored(CmosRegister.YEAR), binary);
        long day = RtcCalendar.epochDay(
                Math.clamp(year, 0, 9999),
                Math.clamp(RtcCalendar.decode(stored(CmosRegister.MONTH), binary), 1, 12),
                Math.clamp(RtcCalendar.decode(stored(CmosRegister.DAY), binary), 1, 31));
        long seconds = day * RtcCalendar.SECONDS_PER_DAY
                + RtcCalendar.decodeHour(stored(CmosRegister.HOURS), binary, (b & B_24_HOURS) != 0) * 3600L
                + RtcCalendar.decode(stored(CmosRegister.MINUTES), binary) * 60L
                + RtcCalendar.decode(stored(CmosRegister.SECONDS), binary);
        int weekday = RtcCalendar.decode(stored(CmosRegister.WEEKDAY), binary);
        weekdayShift = Math.floorMod(weekday - RtcCalendar.weekday(day), 7);
        chain.skipWholeSeconds(now);
        chainSeconds = Math.clamp(seconds, FIRST_SECOND, LAST_SECOND);
        seen = now;
    }

    private int stored(CmosRegister register) {
        return cmos[register.index] & 0xff;
    }

    private int count(CmosRegister register, long seconds) {
        boolean binary = (b & B_BINARY) != 0;
        int ofDay = (int) Math.floorMod(seconds, (long) RtcCalendar.SECONDS_PER_DAY);
        long day = Math.floorDiv(seconds, (long) RtcCalendar.SECONDS_PER_DAY);
        int date = RtcCalendar.date(day);
        return switch (register) {
            case SECONDS -> RtcCalendar.encode(ofDay % 60, binary);
            case MINUTES -> RtcCalendar.encode(ofDay / 60 % 60, binary);
            case HOURS -> RtcCalendar.encodeHour(ofDay / 3600, binary, (b & B_24_HOURS) != 0);
            case WEEKDAY -> RtcCalendar.encode((RtcCalendar.weekday(day) - 1 + weekdayShift) % 7 + 1, binary);
            case DAY -> RtcCalendar.encode(RtcCalendar.day(date), binary);
            case MONTH -> RtcCalendar.encode(RtcCalendar.month(date), binary);
            case YEAR -> RtcCalendar.encode(Math.floorMod(RtcCalendar.year(date), 100), binary);
            case CENTURY -> RtcCalendar.encode(Math.floorMod(RtcCalendar.year(date) / 100, 100), binary);
            default -> 0;
        };
    }

    private long secondsAt(long nanos) {
        return chainSeconds + chain.secondsAt(nanos);
    }

    /** How many chain cycles, as a power of two, lie between periodic interrupts; -1 if there are none. */
    private int periodShift() {
        int rate = a & A_RATE;
        if (rate == 0 || dividerReset()) {
            return -1;
        }
        return rate <= 2 ? rate + 6 : rate - 1;
    }

    /** Works out which flags have come up since the last time. */
    private void catchUp(long now) {
        if (now <= seen) {
            return;
        }
        int shift = periodShift();
        if (shift >= 0 && chain.cyclesAt(now) >> shift != chain.cyclesAt(seen) >> shift) {
            flags |= PERIODIC;
        }
        if (!stopped()) {
            noteSeconds(secondsAt(seen), secondsAt(now));
        }
        seen = now;
    }

    private void noteSeconds(long from, long to) {
        if (to > from) {
            flags |= UPDATE;
            if ((flags & ALARM) == 0 && nextAlarm(from) <= to) {
                flags |= ALARM;
            }
        }
    }

    /** The first second after one given at which the alarm matches, or {@link Long#MAX_VALUE}. */
    private long nextAlarm(long after) {
        boolean binary = (b & B_BINARY) != 0;
        int second = alarm(CmosRegister.SECONDS_ALARM, binary, 60);
        int minute = alarm(CmosRegister.MINUTES_ALARM, binary, 60);
        int hour = alarmHour(binary);
        if (second < ANY || minute < ANY || hour < ANY) {
            return Long.MAX_VALUE;
        }
        return RtcCalendar.nextMatch(after, hour, minute, second);
    }

    private int alarm(CmosRegister register, boolean binary, int limit) {
        int raw = stored(register);
        if (raw >= ALARM_ANY) {
            return ANY;
        }
        int value = RtcCalendar.decode(raw, binary);
        return value < limit && RtcCalendar.encode(value, binary) == raw ? value : NEVER;
    }

    private int alarmHour(boolean binary) {
        int raw = stored(CmosRegister.HOURS_ALARM);
        if (raw >= ALARM_ANY) {
            return ANY;
        }
        boolean hours24 = (b & B_24_HOURS) != 0;
        int value = RtcCalendar.decodeHour(raw, binary, hours24);
        return value < 24 && RtcCalendar.encodeHour(value, binary, hours24) == raw ? value : NEVER;
    }

    /** Drives the pin, and arms the timer for the next interrupt that is enabled. */
    private void arm(long now) {
        if ((flags & b & INTERRUPTS) != 0) {
            // No edge can follow before the guest reads register C.
            pin.raise();
            timer.cancel();
            return;
        }
        long next = Long.MAX_VALUE;
        int shift = periodShift();
        if ((b & PERIODIC) != 0 && shift >= 0) {
            next = chain.nanosOfCycle((chain.cyclesAt(now) >> shift) + 1 << shift);
        }
        if (!stopped() && (b & (UPDATE | ALARM)) != 0) {
            long second = secondsAt(now);
            long wanted = (b & UPDATE) != 0 ? second + 1 : nextAlarm(second);
            if (wanted != Long.MAX_VALUE) {
                next = Math.min(next, chain.nanosOfSecond(wanted - chainSeconds));
            }
        }
        if (next == Long.MAX_VALUE) {
            timer.cancel();
        } else {
            timer.arm(next);
        }
    }

    private synchronized void expire() {
        long now = clock.nanos();
        catchUp(now);
        arm(now);
    }

    /** Clears the interrupts and formats; time and memory have a battery. */
    @Override
    public synchronized void reset() {
        long now = clock.nanos();
        catchUp(now);
        control(now, A_POWER_ON, B_24_HOURS);
        flags = 0;
        index = 0;
        pin.lower();
        arm(now);
    }

    @Override
    public synchronized void awaitPaused() {
        pausedAt = hostTime.millis();
    }

    /** A calendar that the guest has stopped stands still here too; a host whose clock was set back changes nothing. */
    @Override
    public synchronized void resume() {
        if (pausedAt != NOT_PAUSED) {
            skip(Math.max(0, hostTime.millis() - pausedAt));
            pausedAt = NOT_PAUSED;
        }
    }

    private void skip(long millis) {
        if (stopped()) {
            return;
        }
        long now = clock.nanos();
        catchUp(now);
        long before = secondsAt(now);
        chain.startAt(chain.start() - millis % MILLIS_PER_SECOND * NANOS_PER_MILLI);
        chainSeconds = Math.clamp(chainSeconds + millis / MILLIS_PER_SECOND, FIRST_SECOND, LAST_SECOND);
        noteSeconds(before, secondsAt(now));
        arm(now);
    }

    @Override
    public synchronized void save(StateWriter out) {
        catchUp(clock.nanos());
        out.begin(KIND, VERSION);
        out.put("index", index);
        out.put("a", a);
        out.put("b", b);
        out.put("flags", flags);
        out.put("cmos", cmos);
        out.put("chainStart", chain.start());
        out.put("chainSeconds", chainSeconds);
        out.put("weekdayShift", weekdayShift);
        out.put("seen", seen);
        out.put("pausedAt", pausedAt);
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        int version = in.begin(KIND, VERSION);
        index = in.getInt("index", 0, CmosRegister.SIZE - 1);
        a = in.getInt("a", 0, 0x7f);
        b = in.getInt("b", 0, 0xff);
        flags = in.getInt("flags", 0, 0xff) & INTERRUPTS;
        in.getBytes("cmos", cmos);
        chain.startAt(in.getLong("chainStart", -FAR, FAR));
        chainSeconds = in.getLong("chainSeconds", FIRST_SECOND, LAST_SECOND);
        weekdayShift = in.getInt("weekdayShift", 0, 6);
        seen = in.getLong("seen", -FAR, FAR);
        long paused = version == 1 ? NOT_PAUSED : in.getLong("pausedAt", NOT_PAUSED, FAR);
        pausedAt = paused < 0 ? NOT_PAUSED : paused;
        in.end();
    }

    @Override
    public synchronized void afterLoad() {
        pin.set((flags & b & INTERRUPTS) != 0);
        arm(clock.nanos());
    }
}
