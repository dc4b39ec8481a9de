package org.vitrine.engine.ata;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One command under way: what the guest asked for, its memory, and the registers in the end. Confined to the thread that executes it; once deferred or
 * accepted, to the one that carries out its present request.
 */
final class AtaCommand {
    /** So much is moved before the command looks whether it should stop. */
    private static final long CHUNK = 256 << 10;

    private static final int PIO_READY = TaskFile.READY | TaskFile.SEEK_COMPLETE | TaskFile.DATA_REQUEST;
    private static final int PIO_BUSY = TaskFile.BUSY | TaskFile.READY | TaskFile.SEEK_COMPLETE;

    /** How the port goes on. */
    enum End {
        /** With the result in a register FIS. */
        REGISTERS,
        /** With the result in the set-up FIS of the only PIO block. */
        PIO_BLOCK,
        /** Not at all: it was stopped. */
        STOPPED
    }

    /** The registers in the end; those of the command to begin with. */
    final TaskFile result = new TaskFile();

    private final int slot;
    private final CommandHeader header;
    private final CommandTable table;
    private final PhysicalRegions regions;
    private final CommandLink link;
    private End end = End.REGISTERS;
    private boolean overflow;
    private boolean queued;
    private boolean deferred;
    private int lastBlock;

    AtaCommand(int slot, CommandHeader header, CommandTable table, PhysicalRegions regions, CommandLink link) {
        this.slot = slot;
        this.header = header;
        this.table = table;
        this.regions = regions;
        this.link = link;
        result.count = table.count();
        result.lba = table.lba();
        result.device = table.device();
    }

    int slot() {
        return slot;
    }

    CommandHeader header() {
        return header;
    }

    CommandTable table() {
        return table;
    }

    PhysicalRegions regions() {
        return regions;
    }

    End end() {
        return end;
    }

    /** Whether the device had more data than the guest's memory for it could take; the rest was dropped. */
    boolean overflow() {
        return overflow;
    }

    /** Whether it is one of those of which several are under way. */
    boolean queued() {
        return queued;
    }

    /** Whether it goes on after the device's {@code execute}, until {@link #finish}. */
    boolean deferred() {
        return deferred;
    }

    /** The device goes on with it after {@code execute} has returned. */
    void defer() {
        deferred = true;
    }

    /** As {@link #defer}, and the device takes further commands meanwhile: the answer to a queued command (Serial ATA 3.0, 13.6). */
    void accept() {
        deferred = true;
        queued = true;
        link.accepted(this);
    }

    /** Ends a deferred command with its {@link #result}. Any thread. */
    void finish() {
        link.ended(this);
    }

    /** Ends a deferred command that was stopped; it is executed anew. Any thread. */
    void finishStopped() {
        end = End.STOPPED;
        link.ended(this);
    }

    /** Whether it should be given up. Any thread. */
    boolean stopped() {
        return link.stopped();
    }

    /** The device has more data than the guest has memory for. */
    void overflowed() {
        overflow = true;
    }

    /** The data was sent by PIO, and the command ends with its last block. @param bytes of that block */
    void endWithBlock(int bytes) {
        end = End.PIO_BLOCK;
        lastBlock = bytes;
    }

    /** The bytes of the last PIO block. */
    int lastBlock() {
        return lastBlock;
    }

    /** Takes the ATAPI command, which the guest's port sends by PIO. */
    byte[] takePacket() {
        result.status = PIO_READY;
        link.pioBlock(result, PIO_BUSY, table.packet().length, false);
        return table.packet();
    }

    /**
     * Sends data by DMA.
     *
     * @return false if it was stopped
     */
    boolean sendByDma(DataSource source, long length) throws IOException {
        return send(source, 0, length);
    }

    /**
     * Sends data by PIO in blocks, of which the result is told after the last.
     *
     * @param block bytes in a block, from 1 to 65,535
     * @return false if it was stopped
     */
    boolean sendByPio(DataSource source, long length, int block) throws IOException {
        for (long done = 0; done < length && !overflow; done += block) {
            int now = (int) Math.min(block, length - done);
            if (!send(source, done, now)) {
                return false;
            }
            result.status = PIO_READY;
            result.lba = (result.lba & ~0xffff00L) | (long) now << 8;
            link.pioBlock(result, PIO_BUSY, now, true);
        }
        return true;
    }

    /**
     * Sends one block by PIO, with which the command ends.
     *
     * @return false if it was stopped
     */
    boolean sendBlockAndEnd(DataSource source, int length) throws IOException {
        if (!send(source, 0, length)) {
            return false;
        }
        endWithBlock(length);
        return true;
    }

    private boolean send(DataSource source, long from, long length) throws IOException {
        long done = 0;
        while (done < length) {
            if (link.stopped()) {
                end = End.STOPPED;
                return false;
            }
            long now = regions.next(Math.min(CHUNK, length - done));
            if (now == 0) {
                overflow = true;
                return true;
            }
            MemorySegment piece = regions.piece(now);
            if (piece != null) {
                source.read(from + done, piece);
            }
            regions.advance(now);
            done += now;
        }
        return true;
    }
}
