package org.vitrine.engine.ethernet;

/**
 * The PHY's registers (IEEE 802.3, clause 22; 82574 datasheet, 10.2.9), by MDIO. Its link is that of the cable, negotiated at once at 1000 Mbit/s. Guarded by the
 * controller.
 */
final class Phy {
    static final int REGISTERS = 32;
    /** The only address on the bus that answers. */
    static final int ADDRESS = 1;

    private static final int CONTROL = 0;
    private static final int STATUS = 1;
    private static final int SPECIFIC_STATUS = 17;
    private static final int PAGE = 22;

    private static final int CONTROL_RESET = 0x8000;
    private static final int CONTROL_RESTART = 0x0200;
    private static final int STATUS_LINK = 0x0024;
    private static final int SPECIFIC_LINK = 0xac00;

    private static final int[] RESET = new int[REGISTERS];

    static {
        RESET[CONTROL] = 0x1140;
        RESET[STATUS] = 0x7949;
        RESET[2] = 0x0141;
        RESET[3] = 0x0cb1;
        RESET[4] = 0x0de1;
        RESET[5] = 0xcde1;
        RESET[6] = 0x000f;
        RESET[9] = 0x0300;
        RESET[10] = 0x7c00;
        RESET[15] = 0x3000;
        RESET[16] = 0x0360;
        RESET[20] = 0x0c60;
    }

    private final int[] registers = RESET.clone();

    /** @param number 0 to 31 @param link whether the cable is plugged in */
    int read(int number, boolean link) {
        return switch (number) {
            case STATUS -> registers[number] | (link ? STATUS_LINK : 0);
            // The partner and its abilities are only there with a link.
            case 5, 6, 10 -> link ? registers[number] : 0;
            case SPECIFIC_STATUS -> link ? SPECIFIC_LINK : 0;
            default -> registers[number];
        };
    }

    /** @return whether the link is negotiated anew */
    boolean write(int number, int value) {
        switch (number) {
            case CONTROL -> {
                if ((value & CONTROL_RESET) != 0) {
                    reset();
                    return true;
                }
                registers[CONTROL] = value & ~CONTROL_RESTART;
                return (value & CONTROL_RESTART) != 0;
            }
            case STATUS, 2, 3, 5, 6, 10, 15, SPECIFIC_STATUS -> {}
            default -> registers[number] = value & 0xffff;
        }
        return false;
    }

    /** Other pages than the first have nothing that a driver needs. */
    boolean firstPage() {
        return registers[PAGE] == 0;
    }

    static boolean isPage(int number) {
        return number == PAGE;
    }

    void reset() {
        System.arraycopy(RESET, 0, registers, 0, REGISTERS);
    }

    int[] state() {
        return registers.clone();
    }

    void restore(int[] saved) {
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = saved[i] & 0xffff;
        }
        for (int fixed : new int[] {STATUS, 2, 3, 5, 6, 10, 15, SPECIFIC_STATUS}) {
            registers[fixed] = RESET[fixed];
        }
        registers[CONTROL] &= ~(CONTROL_RESET | CONTROL_RESTART);
    }
}
