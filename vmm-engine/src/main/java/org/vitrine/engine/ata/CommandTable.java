package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The command FIS and the ATAPI command of a command table, copied out of guest memory (AHCI 1.3.1, 4.2.3; the register
 * FIS host to device: Serial ATA 3.0, 10.3.4).
 *
 * @param command the command register
 * @param features 16 bits
 * @param lba 48 bits
 * @param count 16 bits
 * @param device the device register
 * @param control the device control register
 * @param isCommand whether the FIS was sent for the command register, else for the control register
 * @param packet the ATAPI command, 16 bytes
 */
record CommandTable(
        int command, int features, long lba, int count, int device, int control, boolean isCommand, byte[] packet) {
    /** Where the physical region descriptors begin. */
    static final int REGIONS = 0x80;

    /** Length of a register FIS in bytes. */
    static final int FIS_BYTES = 20;

    /** Control: software reset. */
    static final int CONTROL_RESET = 0x04;

    private static final int PACKET = 0x40;
    private static final int PACKET_BYTES = 16;
    private static final int REGISTER_FIS = 0x27;

    /** Reads a table; null if it does not lie in memory. */
    static @Nullable CommandTable read(GuestMemory memory, long address) {
        byte[] fis = new byte[FIS_BYTES];
        byte[] packet = new byte[PACKET_BYTES];
        if (!memory.read(address, fis) || !memory.read(address + PACKET, packet)) {
            return null;
        }
        int type = at(fis, 0);
        long lba = at(fis, 4)
                | at(fis, 5) << 8
                | at(fis, 6) << 16
                | (long) at(fis, 8) << 24
                | (long) at(fis, 9) << 32
                | (long) at(fis, 10) << 40;
        return new CommandTable(
                type == REGISTER_FIS ? at(fis, 2) : -1,
                at(fis, 3) | at(fis, 11) << 8,
                lba,
                at(fis, 12) | at(fis, 13) << 8,
                at(fis, 7),
                at(fis, 15),
                (at(fis, 1) & 0x80) != 0,
                packet);
    }

    /** Whether the FIS is of another kind than a device accepts from a host. */
    boolean malformed() {
        return command < 0;
    }

    private static int at(byte[] bytes, int index) {
        return bytes[index] & 0xff;
    }
}
