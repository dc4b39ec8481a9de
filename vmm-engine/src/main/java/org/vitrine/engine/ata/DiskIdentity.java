package org.vitrine.engine.ata;

/**
 * What a disk tells in IDENTIFY DEVICE (ACS-3, 7.12): 512-byte sectors in physical ones of 4096, 48-bit addresses, NCQ with {@value #QUEUE_DEPTH}
 * tags, SMART, no medium that turns.
 *
 * @param serial up to 20 ASCII characters
 * @param transferMode the last SET FEATURES value of count for "set transfer mode"
 * @param multiple sectors in a block of READ MULTIPLE; 0 before the guest has said
 * @param trims whether there is TRIM
 */
record DiskIdentity(
        String serial,
        long sectors,
        int transferMode,
        int multiple,
        boolean writeCache,
        boolean lookAhead,
        boolean smart,
        boolean trims) {
    static final int QUEUE_DEPTH = 32;
    /** The most sectors in a block of READ MULTIPLE. */
    static final int MOST_MULTIPLE = 16;

    private static final String MODEL = "Vitrine disk";
    private static final String REVISION = "1.0";

    private static final int SECTORS_PER_TRACK = 63;
    private static final int HEADS = 16;
    private static final int MOST_CYLINDERS = 16_383;
    private static final long MOST_SHORT = 0xfff_ffff;

    private static final int SMART = 1;
    private static final int WRITE_CACHE = 1 << 5;
    private static final int LOOK_AHEAD = 1 << 6;
    /** NOP, power management. */
    private static final int COMMANDS = 1 << 14 | 1 << 3;
    /** FLUSH CACHE EXT, FLUSH CACHE, 48-bit addresses. */
    private static final int MORE_COMMANDS = 1 << 13 | 1 << 12 | 1 << 10;
    /** WRITE DMA FUA EXT, general purpose logging. */
    private static final int STILL_MORE_COMMANDS = 1 << 6 | 1 << 5;
    /** Bits 15 and 14 of words that are valid. */
    private static final int VALID = 0x4000;

    /** The last sector that a command with a 28-bit address reaches. */
    long mostShortSectors() {
        return Math.min(sectors, MOST_SHORT);
    }

    byte[] data() {
        IdentifyData data = new IdentifyData();
        int cylinders = (int) Math.min(sectors / (HEADS * SECTORS_PER_TRACK), MOST_CYLINDERS);
        // An ATA device that is not removable.
        data.word(0, 0x0040);
        data.word(1, cylinders);
        data.word(3, HEADS);
        data.word(6, SECTORS_PER_TRACK);
        data.text(10, 20, serial);
        data.text(23, 8, REVISION);
        data.text(27, 40, MODEL);
        data.word(47, 0x8000 | MOST_MULTIPLE);
        data.word(48, VALID);
        // Standby timers, IORDY, LBA, DMA.
        data.word(49, 0x2f00);
        data.word(50, VALID);
        // Words 54-58, 64-70 and 88 are valid.
        data.word(53, 0x0007);
        data.word(54, cylinders);
        data.word(55, HEADS);
        data.word(56, SECTORS_PER_TRACK);
        data.twoWords(57, cylinders * HEADS * SECTORS_PER_TRACK);
        data.word(59, multiple == 0 ? 0 : 0x0100 | multiple);
        data.twoWords(60, (int) mostShortSectors());
        data.word(63, 0x0007 | DriveIdentity.selected(transferMode, DriveIdentity.MULTIWORD_DMA));
        // PIO modes 3 and 4, cycle times of 120 ns.
        data.word(64, 0x0003);
        for (int i = 65; i <= 68; i++) {
            data.word(i, 120);
        }
        if (trims) {
            // What was trimmed reads the same each time.
            data.word(69, VALID);
            data.word(105, Trim.MOST_BLOCKS);
            data.word(169, 1);
        }
        data.word(75, QUEUE_DEPTH - 1);
        // Serial ATA generations 1 to 3, NCQ; the second is negotiated.
        data.word(76, 0x010e);
        data.word(77, 0x0004);
        commandSets(data);
        data.fourWords(100, sectors);
        // Eight logical sectors to a physical one, the first of them aligned.
        data.word(106, 0x6003);
        data.word(209, VALID);
        // It does not turn.
        data.word(217, 1);
        // Serial transport, SATA 3.0.
        data.word(222, 0x1060);
        return data.withChecksum();
    }

    private void commandSets(IdentifyData data) {
        // ATA/ATAPI-4 to ACS-3.
        data.word(80, 0x07f0);
        data.word(82, COMMANDS | LOOK_AHEAD | WRITE_CACHE | SMART);
        data.word(83, VALID | MORE_COMMANDS);
        data.word(84, VALID | STILL_MORE_COMMANDS);
        data.word(85, COMMANDS | (lookAhead ? LOOK_AHEAD : 0) | (writeCache ? WRITE_CACHE : 0) | (smart ? SMART : 0));
        data.word(86, MORE_COMMANDS);
        data.word(87, VALID | STILL_MORE_COMMANDS);
        data.word(88, 0x003f | DriveIdentity.selected(transferMode, DriveIdentity.ULTRA_DMA));
    }
}
