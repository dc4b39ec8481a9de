package org.vitrine.engine.chipset;

import java.util.HexFormat;

/**
 * The translation from scan code set 2 to set 1 that the keyboard controller does (IBM PS/2 Hardware Interface Technical
 * Reference, Keyboard and Auxiliary Device Controller): byte by byte, with the break prefix turned into bit 7.
 */
final class ScanCodes {
    /** Goes before the code of a key that is released, in set 2. */
    static final int BREAK = 0xf0;
    /** What {@link #feed} answers for a byte that is only a prefix. */
    static final int NOTHING = -1;

    private static final int SET1_BREAK = 0x80;
    private static final int F7 = 0x83;
    private static final int SYSRQ = 0x84;

    /** For the set 2 codes 0x00 to 0x7f, a row of sixteen at a time. */
    private static final byte[] SET1 = HexFormat.of()
            .parseHex("ff43413f3d3b3c58644442403e0f2959"
                    + "65382a701d10025a66712c1f1e11035b"
                    + "672e2d201205045c68392f211413065d"
                    + "693130232215075e6a7232241608095f"
                    + "6b332517180b0a606c34352627190c61"
                    + "6d7328741a0d626e3a361c1b752b6376"
                    + "55567778797a0e7b7c4f7d4b477e7f6f"
                    + "5253504c4d480145574e514a37494654");

    private boolean breaking;

    /** The code in set 1 of a code in set 2; bytes that are no scan codes are themselves. */
    static int set1(int set2) {
        return set2 < SET1.length ? SET1[set2] : set2 == F7 ? 0x41 : set2 == SYSRQ ? 0x54 : set2;
    }

    /**
     * Takes the next byte from the keyboard.
     *
     * @return the byte for the system, or {@link #NOTHING}
     */
    int feed(int set2) {
        if (set2 == BREAK) {
            breaking = true;
            return NOTHING;
        }
        int code = set1(set2) | (breaking ? SET1_BREAK : 0);
        breaking = false;
        return code;
    }

    boolean isBreaking() {
        return breaking;
    }

    void setBreaking(boolean value) {
        breaking = value;
    }
}
