package org.vitrine.engine.virtio.ring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A buffer that the driver made available (Virtual I/O Device 1.2, 2.6): guest memory that the device reads, then guest memory that it writes. Every descriptor
 * was read once, and all of it is memory; what it holds the guest may change at any time. Offsets count the bytes of the readable part, or of the
 * writable part, as if they lay in one piece.
 *
 * <p>Belongs to its queue, which uses it again after {@link Virtqueue#push}. One thread at a time.
 */
public final class DescriptorChain {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Drivers must not make longer ones (2.7.5). */
    private static final long MOST_BYTES = 1L << 32;

    /** What the driver knows it by: the first descriptor's index, or the buffer ID. */
    int id;
    /** How many descriptors of a packed ring it takes up. */
    int descriptors;
    /** Where in the ring it was found. */
    int position;
    /** Which of the chains that were popped it is. */
    long order;
    /** Where its queue keeps it while it is under way. */
    int slot;

    private MemorySegment[] pieces = new MemorySegment[4];
    private long[] addresses = new long[4];
    private int count;
    private int readable;
    private long readableBytes;
    private long writableBytes;

    DescriptorChain() {}

    void clear() {
        Arrays.fill(pieces, 0, count, MemorySegment.NULL);
        count = 0;
        readable = 0;
        readableBytes = 0;
        writableBytes = 0;
    }

    /** Adds what a descriptor describes. @param length as an unsigned number */
    void add(GuestMemory memory, long address, int length, boolean writable) throws BrokenRingException {
        if (!writable && readable < count) {
            throw new BrokenRingException("a readable descriptor follows a writable one");
        }
        long left = length & 0xffff_ffffL;
        if (readableBytes + writableBytes + left > MOST_BYTES) {
            throw new BrokenRingException("a chain is longer than 4 GiB");
        }
        long at = address;
        while (left > 0) {
            long here = Math.min(left, memory.contiguous(at, writable));
            MemorySegment piece = memory.slice(at, here, writable);
            if (piece == null) {
                throw new BrokenRingException(
                        "the buffer %#x+%#x lies outside memory".formatted(address, length & 0xffff_ffffL));
            }
            put(piece, at, writable);
            at += here;
            left -= here;
        }
    }

    private void put(MemorySegment piece, long address, boolean writable) {
        if (count == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * count);
            addresses = Arrays.copyOf(addresses, 2 * count);
        }
        pieces[count] = piece;
        addresses[count] = address;
        count++;
        if (writable) {
            writableBytes += piece.byteSize();
        } else {
            readable = count;
            readableBytes += piece.byteSize();
        }
    }

    /** How many bytes the device may read, 0 to 2³². */
    public long readableBytes() {
        return readableBytes;
    }

    /** How many bytes the device may write, 0 to 2³². */
    public long writableBytes() {
        return writableBytes;
    }

    /** How many pieces of memory the readable part has. */
    public int readablePieces() {
        return readable;
    }

    /** How many pieces of memory the writable part has. */
    public int writablePieces() {
        return count - readable;
    }

    /** A piece of the readable part, from 0. */
    public MemorySegment readablePiece(int index) {
        return pieces[index];
    }

    /** A piece of the writable part, from 0. */
    public MemorySegment writablePiece(int index) {
        return pieces[readable + index];
    }

    /** A range of the readable part as memory, in order; what lies beyond its end is left out. */
    public List<MemorySegment> readable(long offset, long length) {
        return range(0, readable, offset, length);
    }

    /** A range of the writable part as memory, in order; what lies beyond its end is left out. What is written there {@link Virtqueue#push} marks. */
    public List<MemorySegment> writable(long offset, long length) {
        return range(readable, count, offset, length);
    }

    private List<MemorySegment> range(int first, int end, long offset, long length) {
        List<MemorySegment> range = new ArrayList<>(end - first);
        long skip = offset;
        long left = length;
        for (int i = first; i < end && left > 0; i++) {
            long size = pieces[i].byteSize();
            if (skip >= size) {
                skip -= size;
                continue;
            }
            long here = Math.min(left, size - skip);
            range.add(here == size ? pieces[i] : pieces[i].asSlice(skip, here));
            left -= here;
            skip = 0;
        }
        return range;
    }

    /** Copies out of the readable part. @return how many bytes there were, at most as many as {@code into} takes */
    public long read(long offset, MemorySegment into) {
        long done = 0;
        long start = 0;
        for (int i = 0; i < readable && done < into.byteSize(); i++) {
            long size = pieces[i].byteSize();
            long from = offset + done - start;
            if (from < size) {
                long here = Math.min(into.byteSize() - done, size - from);
                MemorySegment.copy(pieces[i], from, into, done, here);
                done += here;
            }
            start += size;
        }
        return done;
    }

    /** Copies into the writable part. @return how many bytes there was room for */
    public long write(long offset, MemorySegment from) {
        long done = 0;
        long start = 0;
        for (int i = readable; i < count && done < from.byteSize(); i++) {
            long size = pieces[i].byteSize();
            long to = offset + done - start;
            if (to < size) {
                long here = Math.min(from.byteSize() - done, size - to);
                MemorySegment.copy(from, done, pieces[i], to, here);
                done += here;
            }
            start += size;
        }
        return done;
    }

    /** A byte of the readable part; 0 beyond its end. */
    public int readByte(long offset) {
        long at = offset;
        for (int i = 0; i < readable; i++) {
            long size = pieces[i].byteSize();
            if (at < size) {
                return pieces[i].get(ValueLayout.JAVA_BYTE, at) & 0xff;
            }
            at -= size;
        }
        return 0;
    }

    /** 16 bits of the readable part, little-endian; bytes beyond its end are 0. */
    public int readShort(long offset) {
        if (readable > 0 && offset + Short.BYTES <= pieces[0].byteSize()) {
            return pieces[0].get(U16, offset) & 0xffff;
        }
        return readByte(offset) | readByte(offset + 1) << 8;
    }

    /** 32 bits of the readable part, little-endian; bytes beyond its end are 0. */
    public int readInt(long offset) {
        if (readable > 0 && offset + Integer.BYTES <= pieces[0].byteSize()) {
            return pieces[0].get(U32, offset);
        }
        return readShort(offset) | readShort(offset + 2) << 16;
    }

    /** 64 bits of the readable part, little-endian; bytes beyond its end are 0. */
    public long readLong(long offset) {
        if (readable > 0 && offset + Long.BYTES <= pieces[0].byteSize()) {
            return pieces[0].get(U64, offset);
        }
        return readInt(offset) & 0xffff_ffffL | (long) readInt(offset + 4) << 32;
    }

    /** Writes a byte of the writable part; beyond its end nothing. */
    public void writeByte(long offset, int value) {
        long at = offset;
        for (int i = readable; i < count; i++) {
            long size = pieces[i].byteSize();
            if (at < size) {
                pieces[i].set(ValueLayout.JAVA_BYTE, at, (byte) value);
                return;
            }
            at -= size;
        }
    }

    /** Writes 16 bits of the writable part, little-endian. */
    public void writeShort(long offset, int value) {
        writeByte(offset, value);
        writeByte(offset + 1, value >>> 8);
    }

    /** Marks the first bytes of the writable part, which were written through the pieces. */
    void markWritten(GuestMemory memory, long bytes) {
        long left = bytes;
        for (int i = readable; i < count && left > 0; i++) {
            long here = Math.min(left, pieces[i].byteSize());
            memory.markDirty(addresses[i], here);
            left -= here;
        }
    }

    /** For a saved state: what identifies it, and its pieces. */
    void save(DataOutput out) throws IOException {
        out.writeInt(id);
        out.writeInt(descriptors);
        out.writeInt(position);
        out.writeInt(count);
        out.writeInt(readable);
        for (int i = 0; i < count; i++) {
            out.writeLong(addresses[i]);
            out.writeInt((int) pieces[i].byteSize());
        }
    }

    /** @param mostPieces what a queue of this size can have at most */
    void load(DataInput in, GuestMemory memory, int mostPieces) throws IOException, BrokenRingException {
        clear();
        id = in.readInt();
        descriptors = in.readInt();
        position = in.readInt();
        int total = in.readInt();
        int toRead = in.readInt();
        if (total < 0 || total > mostPieces || toRead < 0 || toRead > total) {
            throw new BrokenRingException("its saved state has a chain that cannot be");
        }
        for (int i = 0; i < total; i++) {
            add(memory, in.readLong(), in.readInt(), i >= toRead);
        }
    }
}
