package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * The log of an image that was not closed (MS-VHDX 2.3): a ring of entries of 4 KiB sectors. The newest whole sequence of entries is replayed in memory;
 * the file is never changed.
 */
final class VhdxLog {
    private static final int SECTOR = 4096;
    private static final int HEADER_SIZE = 64;
    private static final int DESCRIPTOR_SIZE = 32;
    private static final int ENTRY = 0x65676f6c;
    private static final int ZERO = 0x6f72657a;
    private static final int DATA_DESCRIPTOR = 0x63736564;
    private static final int DATA = 0x61746164;

    private final BlockNode file;
    private final VhdxHeader header;
    private final byte[] ring;

    /**
     * An entry that is whole.
     *
     * @param offset in the ring
     * @param tail offset of the oldest entry that was needed when this one was written
     * @param bytes all of it, in a row
     */
    private record Entry(int offset, int tail, long sequence, long flushedSize, long lastSize, byte[] bytes) {}

    private VhdxLog(BlockNode file, VhdxHeader header, byte[] ring) {
        this.file = file;
        this.header = header;
        this.ring = ring;
    }

    /** The file as it is once the log was replayed. */
    static BlockNode replayed(BlockNode file, VhdxHeader header) throws ImageException, IOException {
        if (!header.hasLog()) {
            return file;
        }
        if (header.logLength() == 0
                || header.logLength() % VhdxFields.MIB != 0
                || header.logOffset() % VhdxFields.MIB != 0
                || header.logOffset() < VhdxFields.MIB) {
            throw Fields.damaged(file, "its log has no place");
        }
        byte[] ring = Fields.read(file, "log", header.logOffset(), header.logLength(), ByteOrder.LITTLE_ENDIAN)
                .array();
        return new VhdxLog(file, header, ring).replay();
    }

    private BlockNode replay() throws ImageException {
        List<Entry> entries = newestSequence();
        if (entries.isEmpty()) {
            throw Fields.damaged(file, "it was not closed, and its log is not whole");
        }
        Entry head = entries.getLast();
        if (Long.compareUnsigned(head.flushedSize, file.size()) > 0) {
            throw Fields.damaged(file, "it is shorter than its log says (is it cut short?)");
        }
        if (head.lastSize < 0) {
            throw Fields.damaged(file, "its log makes it longer than any file");
        }
        PatchedFile patched = new PatchedFile(file, Math.max(file.size(), head.lastSize));
        for (Entry entry : entries) {
            apply(entry, patched);
        }
        return patched;
    }

    private List<Entry> newestSequence() {
        Map<Integer, Entry> entries = new HashMap<>();
        for (int at = 0; at < ring.length; at += SECTOR) {
            Entry entry = entryAt(at);
            if (entry != null) {
                entries.put(at, entry);
            }
        }
        Set<Integer> continued = new HashSet<>();
        for (Entry entry : entries.values()) {
            Entry next = entries.get(end(entry));
            if (next != null && next.sequence == entry.sequence + 1) {
                continued.add(next.offset);
            }
        }
        List<Entry> newest = List.of();
        for (Entry first : entries.values()) {
            if (continued.contains(first.offset)) {
                continue;
            }
            List<Entry> sequence = fromTail(chain(first, entries));
            if (!sequence.isEmpty()
                    && (newest.isEmpty()
                            || Long.compareUnsigned(sequence.getLast().sequence, newest.getLast().sequence) > 0)) {
                newest = sequence;
            }
        }
        return newest;
    }

    private int end(Entry entry) {
        return (entry.offset + entry.bytes.length) % ring.length;
    }

    /** Entries that follow each other, from one on. Their sequence numbers rise, so that there is an end. */
    private List<Entry> chain(Entry first, Map<Integer, Entry> entries) {
        List<Entry> chain = new ArrayList<>(List.of(first));
        while (true) {
            Entry next = entries.get(end(chain.getLast()));
            if (next == null || next.sequence != chain.getLast().sequence + 1) {
                return chain;
            }
            chain.add(next);
        }
    }

    /** Those from the tail on that the last one names; none if it is not among them. */
    private static List<Entry> fromTail(List<Entry> chain) {
        for (int i = 0; i < chain.size(); i++) {
            if (chain.get(i).offset == chain.getLast().tail) {
                return chain.subList(i, chain.size());
            }
        }
        return List.of();
    }

    private ByteBuffer sector(long at) {
        return ByteBuffer.wrap(ring, (int) (at % ring.length), SECTOR).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The entry that begins at a place, or null. What its sectors begin with is looked at before the sum is made: no two that pass overlap, and so
     * all sums together take no longer than one of the ring.
     */
    private @Nullable Entry entryAt(int at) {
        ByteBuffer in = sector(at);
        long length = Integer.toUnsignedLong(in.getInt(8));
        long descriptors = Integer.toUnsignedLong(in.getInt(24));
        if (in.getInt(0) != ENTRY
                || length == 0
                || length % SECTOR != 0
                || length > ring.length
                || descriptors > length / DESCRIPTOR_SIZE
                || !VhdxFields.guid(in, 32).equals(header.log())) {
            return null;
        }
        long sequence = in.getLong(16);
        long descriptorBytes = (HEADER_SIZE + descriptors * DESCRIPTOR_SIZE + SECTOR - 1) / SECTOR * SECTOR;
        int dataSectors = 0;
        for (long i = 0; i < descriptors; i++) {
            long position = HEADER_SIZE + i * DESCRIPTOR_SIZE;
            ByteBuffer sector = sector(at + position / SECTOR * SECTOR);
            int within = (int) (position % SECTOR);
            int signature = sector.getInt(within);
            if ((signature != ZERO && signature != DATA_DESCRIPTOR) || sector.getLong(within + 24) != sequence) {
                return null;
            }
            dataSectors += signature == DATA_DESCRIPTOR ? 1 : 0;
        }
        if (descriptorBytes + (long) dataSectors * SECTOR != length) {
            return null;
        }
        for (long data = descriptorBytes; data < length; data += SECTOR) {
            ByteBuffer sector = sector(at + data);
            if (sector.getInt(0) != DATA
                    || sector.getInt(4) != (int) (sequence >>> 32)
                    || sector.getInt(SECTOR - 4) != (int) sequence) {
                return null;
            }
        }
        byte[] bytes = new byte[(int) length];
        int first = Math.min(bytes.length, ring.length - at);
        System.arraycopy(ring, at, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, bytes.length - first);
        if (!VhdxFields.isSumRight(bytes, 4)) {
            return null;
        }
        return new Entry(at, in.getInt(12), sequence, in.getLong(48), in.getLong(56), bytes);
    }

    private void apply(Entry entry, PatchedFile patched) throws ImageException {
        ByteBuffer in = ByteBuffer.wrap(entry.bytes).order(ByteOrder.LITTLE_ENDIAN);
        int descriptors = in.getInt(24);
        int data = (HEADER_SIZE + descriptors * DESCRIPTOR_SIZE + SECTOR - 1) / SECTOR * SECTOR;
        for (int i = 0; i < descriptors; i++) {
            int at = HEADER_SIZE + i * DESCRIPTOR_SIZE;
            long position = in.getLong(at + 16);
            boolean zero = in.getInt(at) == ZERO;
            long length = zero ? in.getLong(at + 8) : SECTOR;
            if (position < 0
                    || length < 0
                    || position % SECTOR != 0
                    || length % SECTOR != 0
                    || position > Long.MAX_VALUE - length) {
                throw Fields.damaged(file, "its log writes where no file has bytes");
            }
            if (zero) {
                if (length > 0) {
                    patched.putZeroes(position, length);
                }
            } else {
                byte[] sector = Arrays.copyOfRange(entry.bytes, data, data + SECTOR);
                // The signature and sequence number took the place of these.
                System.arraycopy(entry.bytes, at + 8, sector, 0, 8);
                System.arraycopy(entry.bytes, at + 4, sector, SECTOR - 4, 4);
                patched.put(position, sector);
                data += SECTOR;
            }
        }
    }
}
