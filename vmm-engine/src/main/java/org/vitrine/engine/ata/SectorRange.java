package org.vitrine.engine.ata;

import org.vitrine.engine.ata.AtaOpcode.Access;

/**
 * The sectors that a command is for.
 *
 * @param first 28 or 48 bits
 * @param count 1 to 65,536
 */
record SectorRange(long first, int count) {
    static final int SECTOR = 512;

    private static final int LONG_COUNT = 0xffff;
    private static final int SHORT_COUNT = 0xff;

    /** As the layout of the command has it (ATA8-ACS, 4.2 and 7.35); a count of zero is the largest. */
    static SectorRange of(AtaOpcode opcode, CommandTable table) {
        if (opcode.has(Access.QUEUED)) {
            return new SectorRange(table.lba(), counted(table.features(), LONG_COUNT));
        }
        if (opcode.has(Access.EXT)) {
            return new SectorRange(table.lba(), counted(table.count(), LONG_COUNT));
        }
        long first = table.lba() & 0xff_ffff | (long) (table.device() & 0xf) << 24;
        return new SectorRange(first, counted(table.count(), SHORT_COUNT));
    }

    private static int counted(int field, int mask) {
        int count = field & mask;
        return count == 0 ? mask + 1 : count;
    }

    boolean isWithin(long sectors) {
        return first <= sectors - count;
    }

    /** Bytes from the start of the disk. */
    long position() {
        return first * SECTOR;
    }

    long bytes() {
        return (long) count * SECTOR;
    }
}
