package org.vitrine.engine.ata;

import org.vitrine.engine.memory.GuestMemory;

/**
 * Puts FISes into the guest's received FIS area (AHCI 1.3.1, 4.2.1; their layouts: Serial ATA 3.0, 10.3.5 and 10.3.10).
 * Allocates nothing.
 */
final class ReceivedFis {
    private static final int PIO_SETUP_OFFSET = 0x20;
    private static final int REGISTER_OFFSET = 0x40;
    private static final int SET_DEVICE_BITS_OFFSET = 0x58;
    private static final int SET_DEVICE_BITS = 0xa1;
    /** Of the status: all but BSY and DRQ. */
    private static final int STATUS_SENT = 0x77;

    private static final int PIO_SETUP = 0x5f;
    private static final int REGISTER = 0x34;
    private static final int INTERRUPT = 0x4000;
    private static final int TO_HOST = 0x2000;

    private ReceivedFis() {}

    /** A register FIS, device to host. @param area guest physical address of the received FIS area */
    static void register(GuestMemory memory, long area, TaskFile file, boolean interrupt) {
        registers(memory, area + REGISTER_OFFSET, REGISTER | (interrupt ? INTERRUPT : 0), file);
        memory.writeInt(area + REGISTER_OFFSET + 16, 0);
    }

    /**
     * A PIO set-up FIS.
     *
     * @param statusAfter the device's status once the data is moved
     * @param bytes of data
     */
    static void pioSetup(
            GuestMemory memory,
            long area,
            TaskFile file,
            int statusAfter,
            int bytes,
            boolean toHost,
            boolean interrupt) {
        registers(
                memory,
                area + PIO_SETUP_OFFSET,
                PIO_SETUP | (interrupt ? INTERRUPT : 0) | (toHost ? TO_HOST : 0),
                file);
        memory.writeByte(area + PIO_SETUP_OFFSET + 15, statusAfter);
        memory.writeInt(area + PIO_SETUP_OFFSET + 16, bytes & 0xffff);
    }

    /**
     * A set device bits FIS (Serial ATA 3.0, 10.3.6) with the interrupt bit.
     *
     * @param completed the tags of the commands that have ended well, a bit each
     */
    static void setDeviceBits(GuestMemory memory, long area, int status, int error, int completed) {
        long at = area + SET_DEVICE_BITS_OFFSET;
        memory.writeInt(at, SET_DEVICE_BITS | INTERRUPT | (status & STATUS_SENT) << 16 | (error & 0xff) << 24);
        memory.writeInt(at + 4, completed);
    }

    private static void registers(GuestMemory memory, long at, int head, TaskFile file) {
        memory.writeInt(at, head | (file.status & 0xff) << 16 | (file.error & 0xff) << 24);
        memory.writeInt(at + 4, (int) (file.lba & 0xff_ffff) | (file.device & 0xff) << 24);
        memory.writeInt(at + 8, (int) (file.lba >>> 24) & 0xff_ffff);
        memory.writeInt(at + 12, file.count & 0xffff);
    }
}
