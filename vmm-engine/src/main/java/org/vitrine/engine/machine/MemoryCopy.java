package org.vitrine.engine.machine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.memory.DirtyTracker;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * Copies guest memory into a file while the guest runs on (pre-copy): all of it, then again and again what was written meanwhile, until little is left. That rest is
 * taken into memory while the guest stands still and written when it runs again, so that no disk makes the pause longer. Pages of zeroes are holes of the file.
 *
 * <p>One thread at a time. Closing it stops the tracking of writes.
 */
final class MemoryCopy implements AutoCloseable {
    private static final int PAGE = 4096;
    /** Each region begins on a boundary of a huge page. */
    private static final long ALIGNMENT = 2 << 20;
    /** Longest run of pages in one write. */
    private static final int MOST_PAGES = 256;
    /** What is so little that the guest may wait for it to be taken: some ten milliseconds. */
    private static final long LITTLE = 16 << 20;
    /** What writes faster than the file takes it and cannot be braked, such as a device, is stopped all the same after so many rounds. */
    private static final int MOST_ROUNDS = 30;

    private static final MemorySegment ZEROES = java.lang.foreign.Arena.global().allocate(PAGE, PAGE);

    private static final class Part {
        final MemoryRegion region;
        final long offset;
        final DirtyTracker tracker;
        final long[] dirty;

        Part(MemoryRegion region, long offset, DirtyTracker tracker) {
            this.region = region;
            this.offset = offset;
            this.tracker = tracker;
            this.dirty = new long[DirtyTracker.wordsFor(region)];
        }

        long pages() {
            return region.size() / PAGE;
        }
    }

    /** Does something with a run of pages. */
    private interface Run {
        void of(Part part, long firstPage, int count);
    }

    private final List<Part> parts = new ArrayList<>();
    private final DiskFile file;

    /** Begins to track what is written. @param file empty, which stays the caller's */
    MemoryCopy(GuestMemory memory, List<MemoryRegion> regions, DiskFile file) {
        this.file = file;
        List<Manifest.Region> layout = layout(regions);
        file.truncate(SnapshotStore.memorySize(layout));
        for (int i = 0; i < regions.size(); i++) {
            MemoryRegion region = regions.get(i);
            parts.add(new Part(region, layout.get(i).offset(), memory.track(region)));
        }
    }

    /** Where each region lies in a file. */
    static List<Manifest.Region> layout(List<MemoryRegion> regions) {
        List<Manifest.Region> layout = new ArrayList<>();
        long at = 0;
        for (MemoryRegion region : regions) {
            layout.add(new Manifest.Region(region.name(), at, region.size()));
            at = (at + region.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return layout;
    }

    /**
     * Copies while the guest runs, until so little is left that the guest can be stopped for it.
     *
     * @param brake makes the guest slower; applied when a round has left more than half of what the round before did
     */
    void copyWhileRunning(Progress progress, Runnable brake) {
        copyAll(progress);
        long total = parts.stream().mapToLong(Part::pages).sum() * PAGE;
        long before = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            progress.at(total, total);
            long copied = copyDirty();
            if (copied <= LITTLE) {
                return;
            }
            if (copied > before / 2) {
                brake.run();
            }
            before = copied;
        }
    }

    private void copyAll(Progress progress) {
        long total = parts.stream().mapToLong(Part::pages).sum();
        long done = 0;
        for (Part part : parts) {
            MemorySegment memory = part.region.segment();
            int length = 0;
            for (long page = 0; page < part.pages(); page++) {
                if ((page & 0xfff) == 0) {
                    progress.at((done + page) * PAGE, total * PAGE);
                }
                boolean zero = MemorySegment.mismatch(memory, page * PAGE, (page + 1) * PAGE, ZEROES, 0, PAGE) < 0;
                if (length > 0 && (zero || length == MOST_PAGES)) {
                    write(part, page - length, length);
                    length = 0;
                }
                length += zero ? 0 : 1;
            }
            if (length > 0) {
                write(part, part.pages() - length, length);
            }
            done += part.pages();
        }
        progress.at(total * PAGE, total * PAGE);
    }

    private void write(Part part, long firstPage, int count) {
        file.write(
                List.of(part.region.segment().asSlice(firstPage * PAGE, (long) count * PAGE)),
                part.offset + firstPage * PAGE);
    }

    /** Copies what was written since it was last looked at. @return how many bytes that was */
    private long copyDirty() {
        long pages = 0;
        for (Part part : parts) {
            part.tracker.collect(part.dirty);
            pages += eachRun(part, this::write);
        }
        return pages * PAGE;
    }

    private static long eachRun(Part part, Run action) {
        long pages = 0;
        long first = -1;
        long page = 0;
        for (int word = 0; word < part.dirty.length; word++, page = word * 64L) {
            long bits = part.dirty[word];
            if (bits == 0 && first < 0) {
                continue;
            }
            for (int bit = 0; bit < 64; bit++, page++) {
                boolean dirty = (bits >>> bit & 1) != 0;
                if (first >= 0 && (!dirty || page - first == MOST_PAGES)) {
                    action.of(part, first, (int) (page - first));
                    first = -1;
                }
                if (dirty) {
                    pages++;
                    first = first < 0 ? page : first;
                }
            }
        }
        if (first >= 0) {
            action.of(part, first, (int) (part.pages() - first));
        }
        return pages;
    }

    /** What was left when the guest stood still. */
    static final class Rest {
        private record Piece(MemorySegment bytes, long position) {}

        private final List<Piece> pieces = new ArrayList<>();
        private final HostMemory memory;

        private Rest(long bytes) {
            memory = HostMemory.anonymous(Math.max(PAGE, bytes));
        }

        /** Writes it to the file, and forgets it. */
        void write(DiskFile file) {
            pieces.forEach(piece -> file.write(List.of(piece.bytes), piece.position));
            memory.close();
        }

        /** Forgets it. Harmless after {@link #write}. */
        void discard() {
            memory.close();
        }
    }

    /** Takes what is left. The guest and its devices stand still. */
    Rest takeRest() {
        long pages = 0;
        for (Part part : parts) {
            part.tracker.collect(part.dirty);
            for (long word : part.dirty) {
                pages += Long.bitCount(word);
            }
        }
        Rest rest = new Rest(pages * PAGE);
        long[] at = {0};
        for (Part part : parts) {
            eachRun(part, (from, firstPage, count) -> {
                long length = (long) count * PAGE;
                MemorySegment copy = rest.memory.segment().asSlice(at[0], length);
                copy.copyFrom(from.region.segment().asSlice(firstPage * PAGE, length));
                rest.pieces.add(new Rest.Piece(copy, from.offset + firstPage * PAGE));
                at[0] += length;
            });
        }
        return rest;
    }

    @Override
    public void close() {
        parts.forEach(part -> part.tracker.close());
    }
}
