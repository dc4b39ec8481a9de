package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;

/** The bytes of an MC146818A's memory that are more than memory (data sheet, figure 11). */
enum CmosRegister {
    SECONDS(0x00),
    SECONDS_ALARM(0x01),
    MINUTES(0x02),
    MINUTES_ALARM(0x03),
    HOURS(0x04),
    HOURS_ALARM(0x05),
    WEEKDAY(0x06),
    DAY(0x07),
    MONTH(0x08),
    YEAR(0x09),
    A(0x0a),
    B(0x0b),
    C(0x0c),
    D(0x0d),
    /** Not the chip's: where the PC keeps the first two digits of the year, and where our FADT says that they are. */
    CENTURY(0x32);

    /** Bytes of memory. */
    static final int SIZE = 128;

    private static final @Nullable CmosRegister[] BY_INDEX = new CmosRegister[SIZE];

    static {
        for (CmosRegister register : values()) {
            BY_INDEX[register.index] = register;
        }
    }

    final int index;

    CmosRegister(int index) {
        this.index = index;
    }

    /** @return null for a byte that is memory and nothing else */
    static @Nullable CmosRegister at(int index) {
        return BY_INDEX[index];
    }

    /** Whether the chip counts in it. */
    boolean counts() {
        return switch (this) {
            case SECONDS, MINUTES, HOURS, WEEKDAY, DAY, MONTH, YEAR, CENTURY -> true;
            default -> false;
        };
    }
}
