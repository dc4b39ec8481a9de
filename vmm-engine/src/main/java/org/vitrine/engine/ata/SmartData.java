package org.vitrine.engine.ata;

/** The sectors that SMART answers (ATA8-ACS, 7.53): a drive that has never had a fault, with the attributes that every drive has. */
final class SmartData {
    private static final int REVISION = 0x10;
    private static final int FIRST_ATTRIBUTE = 2;
    private static final int ATTRIBUTE_BYTES = 12;
    private static final int BEST = 100;

    private static final int CAPABILITY = 368;
    /** Saves its attributes by itself. */
    private static final int SAVES = 3;

    /** An attribute, by the number that all vendors give it. */
    private enum Attribute {
        REALLOCATED_SECTORS(5, 36),
        POWER_ON_HOURS(9, 0),
        POWER_CYCLES(12, 0),
        PENDING_SECTORS(197, 0);

        private final int number;
        private final int threshold;

        Attribute(int number, int threshold) {
            this.number = number;
            this.threshold = threshold;
        }
    }

    private SmartData() {}

    /** SMART READ DATA. */
    static byte[] data() {
        byte[] sector = sector();
        int at = FIRST_ATTRIBUTE;
        for (Attribute attribute : Attribute.values()) {
            sector[at] = (byte) attribute.number;
            // Kept up to date while the drive works.
            sector[at + 1] = 2;
            sector[at + 3] = BEST;
            sector[at + 4] = BEST;
            at += ATTRIBUTE_BYTES;
        }
        sector[CAPABILITY] = SAVES;
        return IdentifyData.summedUp(sector);
    }

    /** SMART READ THRESHOLDS. */
    static byte[] thresholds() {
        byte[] sector = sector();
        int at = FIRST_ATTRIBUTE;
        for (Attribute attribute : Attribute.values()) {
            sector[at] = (byte) attribute.number;
            sector[at + 1] = (byte) attribute.threshold;
            at += ATTRIBUTE_BYTES;
        }
        return IdentifyData.summedUp(sector);
    }

    private static byte[] sector() {
        byte[] sector = new byte[SectorRange.SECTOR];
        sector[0] = REVISION;
        return sector;
    }
}
