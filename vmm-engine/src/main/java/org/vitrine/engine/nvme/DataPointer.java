package org.vitrine.engine.nvme;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The guest memory of a command, described by PRP entries and lists (NVM Express 1.4, 4.3), pages being 4 KiB. All of it is memory, and
 * every list was read once. A list that leads to itself does no harm: each page of it takes up part of a length that is bounded.
 */
final class DataPointer {
    /** Largest transfer of a command in bytes (MDTS). */
    static final int MOST_BYTES = 1 << 20;

    static final int PAGE = 4096;

    private static final int OFFSET = PAGE - 1;
    private static final int ENTRY = Long.BYTES;
    private static final VarHandle ENTRIES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final GuestMemory memory;
    private final boolean intoGuest;
    private final List<MemorySegment> segments = new ArrayList<>();
    /** For each segment where in guest memory it is. */
    private final List<Long> addresses = new ArrayList<>();

    private long runStart;
    private long runLength;

    private DataPointer(GuestMemory memory, boolean intoGuest) {
        this.memory = memory;
        this.intoGuest = intoGuest;
    }

    /**
     * Follows a command's data pointer.
     *
     * @param length positive, at most {@value #MOST_BYTES}
     * @param intoGuest whether the memory is going to be written
     */
    static DataPointer of(GuestMemory memory, Command command, long length, boolean intoGuest) throws CommandException {
        if (length > MOST_BYTES) {
            throw new CommandException(Status.INVALID_FIELD);
        }
        DataPointer data = new DataPointer(memory, intoGuest);
        data.follow(command.prp1(), command.prp2(), length);
        data.endRun();
        return data;
    }

    private void follow(long prp1, long prp2, long length) throws CommandException {
        check((prp1 & 3) == 0);
        long first = Math.min(length, PAGE - (prp1 & OFFSET));
        add(prp1, first);
        long left = length - first;
        if (left > PAGE) {
            check((prp2 & (ENTRY - 1)) == 0);
            followList(prp2, left);
        } else if (left > 0) {
            addPage(prp2, left);
        }
    }

    private void followList(long start, long length) throws CommandException {
        long list = start;
        long left = length;
        while (left > 0) {
            int slots = (int) (PAGE - (list & OFFSET)) / ENTRY;
            int pages = (int) ((left + OFFSET) / PAGE);
            boolean chained = pages > slots;
            int count = chained ? slots - 1 : pages;
            byte[] copy = new byte[(chained ? slots : pages) * ENTRY];
            if (!memory.read(list, copy)) {
                throw new CommandException(Status.DATA_TRANSFER_ERROR);
            }
            for (int i = 0; i < count; i++) {
                long here = Math.min(left, PAGE);
                addPage((long) ENTRIES.get(copy, i * ENTRY), here);
                left -= here;
            }
            if (chained) {
                list = (long) ENTRIES.get(copy, count * ENTRY);
                check((list & OFFSET) == 0);
            }
        }
    }

    private static void check(boolean aligned) throws CommandException {
        if (!aligned) {
            throw new CommandException(Status.PRP_OFFSET_INVALID);
        }
    }

    private void addPage(long address, long length) throws CommandException {
        check((address & OFFSET) == 0);
        add(address, length);
    }

    /** Pages that lie behind one another become one segment. */
    private void add(long address, long length) throws CommandException {
        if (runLength > 0 && address == runStart + runLength) {
            runLength += length;
            return;
        }
        endRun();
        runStart = address;
        runLength = length;
    }

    private void endRun() throws CommandException {
        while (runLength > 0) {
            long length = runLength;
            MemorySegment segment = memory.slice(runStart, length, intoGuest);
            if (segment == null) {
                // Mappings begin and end with pages, so a piece that keeps within one is in memory or not at all.
                length = Math.min(length, PAGE - (runStart & OFFSET));
                segment = memory.slice(runStart, length, intoGuest);
            }
            if (segment == null) {
                throw new CommandException(Status.DATA_TRANSFER_ERROR);
            }
            segments.add(segment);
            addresses.add(runStart);
            runStart += length;
            runLength -= length;
        }
    }

    /** The memory itself. Who writes to it calls {@link #written}. */
    Buffers buffers() {
        return Buffers.of(segments);
    }

    /** Marks all of it as written. */
    void written() {
        for (int i = 0; i < segments.size(); i++) {
            memory.markDirty(addresses.get(i), segments.get(i).byteSize());
        }
    }

    /** Writes as many bytes as it is long. */
    void put(byte[] bytes) {
        buffers().copyFrom(MemorySegment.ofArray(bytes));
        written();
    }

    /** Copies as many bytes as it is long. */
    byte[] get(int length) {
        byte[] bytes = new byte[length];
        buffers().copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }
}
