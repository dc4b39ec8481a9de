package org.vitrine.engine.image.block;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one request: segments, native or on the heap, that count as one run of bytes. Native ones reach the kernel without a copy.
 * Immutable itself; the bytes are not.
 */
public final class Buffers {
    private final List<MemorySegment> segments;
    private final long byteSize;

    private Buffers(List<MemorySegment> segments, long byteSize) {
        this.segments = segments;
        this.byteSize = byteSize;
    }

    public static Buffers of(MemorySegment... segments) {
        return of(List.of(segments));
    }

    /** @param bytes not copied */
    public static Buffers of(byte[] bytes) {
        return of(MemorySegment.ofArray(bytes));
    }

    public static Buffers of(List<MemorySegment> segments) {
        long bytes = 0;
        for (MemorySegment segment : segments) {
            bytes = Math.addExact(bytes, segment.byteSize());
        }
        return new Buffers(List.copyOf(segments), bytes);
    }

    public long byteSize() {
        return byteSize;
    }

    public List<MemorySegment> segments() {
        return segments;
    }

    /** A part of it, on the same memory. */
    public Buffers slice(long offset, long length) {
        if (offset == 0 && length == byteSize) {
            return this;
        }
        java.util.Objects.checkFromIndexSize(offset, length, byteSize);
        List<MemorySegment> part = new ArrayList<>();
        long skip = offset;
        long left = length;
        for (MemorySegment segment : segments) {
            if (left == 0) {
                break;
            }
            if (skip >= segment.byteSize()) {
                skip -= segment.byteSize();
                continue;
            }
            long take = Math.min(left, segment.byteSize() - skip);
            part.add(segment.asSlice(skip, take));
            skip = 0;
            left -= take;
        }
        return new Buffers(List.copyOf(part), length);
    }

    /** These bytes and then those. */
    public Buffers followedBy(Buffers next) {
        List<MemorySegment> all = new ArrayList<>(segments);
        all.addAll(next.segments);
        return new Buffers(List.copyOf(all), Math.addExact(byteSize, next.byteSize));
    }

    public void fillWithZeroes() {
        for (MemorySegment segment : segments) {
            segment.fill((byte) 0);
        }
    }

    /** Copies as many bytes as it holds from the start of a segment. */
    public void copyFrom(MemorySegment source) {
        long at = 0;
        for (MemorySegment segment : segments) {
            segment.copyFrom(source.asSlice(at, segment.byteSize()));
            at += segment.byteSize();
        }
    }

    /** Copies all bytes to the start of a segment. */
    public void copyTo(MemorySegment target) {
        long at = 0;
        for (MemorySegment segment : segments) {
            target.asSlice(at, segment.byteSize()).copyFrom(segment);
            at += segment.byteSize();
        }
    }
}
