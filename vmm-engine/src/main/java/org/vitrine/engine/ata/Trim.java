package org.vitrine.engine.ata;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.DiskBackend;

/** DATA SET MANAGEMENT with the TRIM bit (ACS-3, 7.5): discards up to {@value #MOST_BLOCKS} blocks' ranges of sectors, one after another. */
final class Trim implements BlockQueue.Completion {
    /** Blocks of 512 bytes, each with 64 ranges. */
    static final int MOST_BLOCKS = 8;

    private static final int RANGE_BYTES = 8;
    private static final int COUNT_SHIFT = 48;

    private final AtaCommand command;
    private final DiskBackend disk;
    private final DiskTransfer.Ending ending;
    private final List<SectorRange> ranges;
    private int next;

    private Trim(AtaCommand command, DiskBackend disk, DiskTransfer.Ending ending, List<SectorRange> ranges) {
        this.command = command;
        this.disk = disk;
        this.ending = ending;
        this.ranges = ranges;
    }

    /** Runs a deferred command. */
    static void run(AtaCommand command, DiskBackend disk, DiskTransfer.Ending ending) {
        int blocks = command.table().count() & 0xffff;
        if (blocks == 0 || blocks > MOST_BLOCKS) {
            ending.ended(command, TaskFile.ABORTED);
            return;
        }
        byte[] list = new byte[blocks * SectorRange.SECTOR];
        if (!fetch(command.regions(), list)) {
            ending.ended(command, TaskFile.ABORTED);
            return;
        }
        List<SectorRange> ranges = parse(ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN));
        for (SectorRange range : ranges) {
            if (!range.isWithin(disk.size() / SectorRange.SECTOR)) {
                ending.ended(command, TaskFile.ID_NOT_FOUND);
                return;
            }
        }
        new Trim(command, disk, ending, ranges).step();
    }

    private static boolean fetch(PhysicalRegions regions, byte[] into) {
        int done = 0;
        while (done < into.length) {
            PhysicalRegions.Portion portion = regions.take(into.length - done, false);
            if (portion.bytes() == 0) {
                return false;
            }
            portion.buffers().copyTo(MemorySegment.ofArray(into).asSlice(done));
            portion.done();
            done += (int) portion.bytes();
        }
        return true;
    }

    private static List<SectorRange> parse(ByteBuffer list) {
        List<SectorRange> ranges = new ArrayList<>();
        for (int i = 0; i < list.capacity(); i += RANGE_BYTES) {
            long entry = list.getLong(i);
            int count = (int) (entry >>> COUNT_SHIFT);
            if (count != 0) {
                ranges.add(new SectorRange(entry & (1L << COUNT_SHIFT) - 1, count));
            }
        }
        return ranges;
    }

    private void step() {
        if (next == ranges.size()) {
            ending.ended(command, 0);
        } else if (command.stopped()) {
            command.finishStopped();
        } else {
            SectorRange range = ranges.get(next++);
            disk.discard(range.position(), range.bytes(), this);
        }
    }

    @Override
    public void completed(@Nullable IOException failure) {
        if (failure == null) {
            step();
        } else {
            ending.ended(command, TaskFile.ABORTED);
        }
    }
}
