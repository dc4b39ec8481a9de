package org.vitrine.engine.ata;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.DiskBackend;

/**
 * Moves the data of one deferred command between the disk and the guest's memory, without a copy: portion by portion, since the guest may scatter
 * it as finely as it likes.
 */
final class DiskTransfer implements BlockQueue.Completion {
    /** What to do when all data is moved, or it failed. */
    interface Ending {
        /** @param errorBits of the error register; 0 if all went well */
        void ended(AtaCommand command, int errorBits);
    }

    private final AtaCommand command;
    private final DiskBackend disk;
    private final boolean write;
    private final boolean durable;
    private final Ending ending;
    private long position;
    private long left;
    private PhysicalRegions.@Nullable Portion portion;

    DiskTransfer(
            AtaCommand command, DiskBackend disk, SectorRange range, boolean write, boolean durable, Ending ending) {
        this.command = command;
        this.disk = disk;
        this.write = write;
        this.durable = durable;
        this.ending = ending;
        this.position = range.position();
        this.left = range.bytes();
    }

    void start() {
        PhysicalRegions.Portion next = command.regions().take(left, !write);
        portion = next;
        if (next.bytes() == 0) {
            runOut();
        } else if (write) {
            // The last flush covers all portions.
            disk.write(position, next.buffers(), durable && next.bytes() == left, this);
        } else {
            disk.read(position, next.buffers(), this);
        }
    }

    /** The guest has less memory for it than it asked for: what is read is dropped, and nobody knows what to write. */
    private void runOut() {
        if (write) {
            ending.ended(command, TaskFile.ABORTED);
        } else {
            command.overflowed();
            ending.ended(command, 0);
        }
    }

    @Override
    public void completed(@Nullable IOException failure) {
        PhysicalRegions.Portion moved = portion;
        if (failure != null || moved == null) {
            ending.ended(command, write ? TaskFile.ABORTED : TaskFile.UNCORRECTABLE);
            return;
        }
        moved.done();
        position += moved.bytes();
        left -= moved.bytes();
        if (left == 0) {
            ending.ended(command, 0);
        } else if (command.stopped()) {
            command.finishStopped();
        } else {
            start();
        }
    }
}
