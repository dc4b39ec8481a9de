package org.vitrine.engine.chipset;

/** The arithmetic of the real-time clock's calendar and its two number formats. Allocates nothing. */
final class RtcCalendar {
    static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_ERA = 146_097;
    private static final int EPOCH_DAY_IN_ERA_COUNT = 719_468;
    private static final int PM = 0x80;

    /** Matches every hour, minute or second. */
    static final int ANY = -1;

    private RtcCalendar() {}

    /** Days from 1970-01-01 to a date of the Gregorian calendar; a day beyond its month's end runs into the next. */
    static long epochDay(int year, int month, int day) {
        // Years that begin in March put the leap day last.
        long shifted = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(shifted, 400);
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * DAYS_PER_ERA
                + yearOfEra * 365
                + yearOfEra / 4
                - yearOfEra / 100
                + dayOfYear
                - EPOCH_DAY_IN_ERA_COUNT;
    }

    /** The date of a day since 1970-01-01, as {@code year << 9 | month << 5 | day}. */
    static int date(long epochDay) {
        long shifted = epochDay + EPOCH_DAY_IN_ERA_COUNT;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        long dayOfEra = shifted - era * DAYS_PER_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = (int) (dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100));
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        return year << 9 | month << 5 | day;
    }

    static int year(int date) {
        return date >> 9;
    }

    static int month(int date) {
        return date >> 5 & 0xf;
    }

    static int day(int date) {
        return date & 0x1f;
    }

    /** Day of the week as the chip counts: 1 is Sunday. */
    static int weekday(long epochDay) {
        return (int) Math.floorMod(epochDay + 4, 7L) + 1;
    }

    /** @param value 0 to 99 */
    static int encode(int value, boolean binary) {
        return binary ? value : value / 10 << 4 | value % 10;
    }

    static int decode(int register, boolean binary) {
        return binary ? register : (register >> 4) * 10 + (register & 0xf);
    }

    /** @param hour 0 to 23 */
    static int encodeHour(int hour, boolean binary, boolean hours24) {
        if (hours24) {
            return encode(hour, binary);
        }
        int clock = hour % 12 == 0 ? 12 : hour % 12;
        return encode(clock, binary) | (hour >= 12 ? PM : 0);
    }

    static int decodeHour(int register, boolean binary, boolean hours24) {
        if (hours24) {
            return decode(register, binary);
        }
        return decode(register & ~PM, binary) % 12 + ((register & PM) != 0 ? 12 : 0);
    }

    /**
     * The first second after one given at which a clock shows a time of day.
     *
     * @param hour 0 to 23, or {@link #ANY}; likewise minute and second, 0 to 59
     */
    static long nextMatch(long after, int hour, int minute, int second) {
        for (long at = after + 1; ; ) {
            if (hour != ANY && Math.floorMod(at, (long) SECONDS_PER_DAY) / 3600 != hour) {
                at += 3600 - Math.floorMod(at, 3600L);
            } else if (minute != ANY && Math.floorMod(at, 3600L) / 60 != minute) {
                at += 60 - Math.floorMod(at, 60L);
            } else if (second != ANY && Math.floorMod(at, 60L) != second) {
                at++;
            } else {
                return at;
            }
        }
    }
}
