package org.vitrine.engine.ata;

import java.nio.ByteBuffer;

/**
 * Which queued command failed, and how: page 10h of the general purpose log (ATA8-ACS, A.7; "NCQ command error log").
 *
 * @param lba of the command
 */
record QueueError(int tag, int status, int error, long lba, int count, int device) {
    static final int LOG = 0x10;

    private static final int NOT_QUEUED = 0x80;

    static QueueError of(AtaCommand command) {
        CommandTable table = command.table();
        return new QueueError(
                command.slot(),
                command.result.status,
                command.result.error,
                table.lba(),
                table.count(),
                table.device());
    }

    /** The page, 512 bytes. */
    byte[] page() {
        byte[] page = emptyPage();
        page[0] = (byte) tag;
        page[2] = (byte) status;
        page[3] = (byte) error;
        for (int i = 0; i < 3; i++) {
            page[4 + i] = (byte) (lba >>> 8 * i);
            page[8 + i] = (byte) (lba >>> 8 * (i + 3));
        }
        page[7] = (byte) device;
        ByteBuffer.wrap(page).putShort(12, Short.reverseBytes((short) count));
        return IdentifyData.summedUp(page);
    }

    /** The page while no queued command has failed. */
    static byte[] noError() {
        byte[] page = emptyPage();
        page[0] = (byte) NOT_QUEUED;
        return IdentifyData.summedUp(page);
    }

    private static byte[] emptyPage() {
        return new byte[SectorRange.SECTOR];
    }
}
