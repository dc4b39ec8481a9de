package org.vitrine.engine.ethernet;

/** What a driver asks the PHY for (82574 datasheet, 10.2.2.7, MDIC): done at once. Guarded by the controller. */
final class Mdio {
    private static final int WRITE = 1;
    private static final int READ = 2;
    private static final int DATA = 0xffff;
    private static final int READY = 1 << 28;
    private static final int INTERRUPT = 1 << 29;
    private static final int ERROR = 1 << 30;

    private final Phy phy;
    private final Interrupts interrupts;

    Mdio(Phy phy, Interrupts interrupts) {
        this.phy = phy;
        this.interrupts = interrupts;
    }

    /** @param value as it is written to the register @param link whether the cable is plugged in @return what the register holds afterwards */
    int run(int value, boolean link) {
        int number = value >>> 16 & 0x1f;
        int address = value >>> 21 & 0x1f;
        int operation = value >>> 26 & 3;
        int result = value & ~ERROR | READY;
        if (address != Phy.ADDRESS || (operation != READ && operation != WRITE)) {
            result |= ERROR;
        } else if (!phy.firstPage() && !Phy.isPage(number)) {
            result = operation == READ ? result & ~DATA : result;
        } else if (operation == READ) {
            result = result & ~DATA | phy.read(number, link);
        } else if (phy.write(number, value & DATA)) {
            interrupts.raise(Cause.LINK_CHANGE);
        }
        if ((value & INTERRUPT) != 0) {
            interrupts.raise(Cause.MDIO_COMPLETE);
        }
        return result;
    }
}
