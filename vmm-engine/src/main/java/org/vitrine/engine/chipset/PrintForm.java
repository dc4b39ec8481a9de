package org.vitrine.engine.chipset;

/** What the print screen key sent when it went down, and must take back when it goes up. */
enum PrintForm {
    UP,
    /** With the left shift that undoes num lock. */
    PLAIN,
    SHIFTED,
    SYSRQ;

    private static final PrintForm[] FORMS = values();

    static PrintForm of(boolean alt, boolean shiftOrControl) {
        return alt ? SYSRQ : shiftOrControl ? SHIFTED : PLAIN;
    }

    static PrintForm at(int ordinal) {
        return FORMS[ordinal];
    }
}
