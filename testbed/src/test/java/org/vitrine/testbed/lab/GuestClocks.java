package org.vitrine.testbed.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the clocks of a guest's first processor stood at one moment, as {@code guest-programs/clocks.c} says.
 *
 * @param counted by the time-stamp counter
 * @param monotonic seconds of the kernel's monotonic clock
 * @param hpet seconds of the HPET
 * @param hertz of the time-stamp counter
 */
record GuestClocks(double counted, double monotonic, double hpet, double hertz) {
    private static final Pattern LINE = Pattern.compile("(?m)^.*clocks 0 (\\d+) (\\d+) (\\d+) (\\d+)\\r?$");
    private static final double NANOS = 1e9;

    static GuestClocks of(String said) {
        Matcher line = LINE.matcher(said);
        if (!line.find()) {
            throw new AssertionError("No clocks in:\n" + said);
        }
        return new GuestClocks(
                Double.parseDouble(line.group(1)),
                Double.parseDouble(line.group(2)) / NANOS,
                Double.parseDouble(line.group(3)) / NANOS,
                Double.parseDouble(line.group(4)));
    }

    /** By how many seconds the time-stamp counter and the monotonic clock went apart since an earlier moment of the same life. */
    double counterApartFrom(GuestClocks earlier) {
        return (counted - earlier.counted) / earlier.hertz - (monotonic - earlier.monotonic);
    }

    /** By how many seconds the HPET and the monotonic clock went apart. */
    double hpetApartFrom(GuestClocks earlier) {
        return hpet - earlier.hpet - (monotonic - earlier.monotonic);
    }
}
