package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files of a UDF volume with logical blocks of 2048 bytes in a plain partition (ECMA-167, parts 3 and 4), as pressed and
 * downloaded discs have it. Discs to be written in pieces are laid out in other ways, and not read.
 */
final class UdfTree extends FileTree {
    private static final int ANCHOR_SECTOR = 256;
    private static final int MOST_DESCRIPTORS = 64;
    private static final int MOST_EXTENTS = 4096;
    private static final int MOST_HOPS = 64;
    private static final int DELETED_OR_PARENT = 4 | 8;
    private static final int DIRECTORY = 4;
    private static final int LENGTH_MASK = 0x3fff_ffff;

    private final BoundedReader reader;
    private final long partition;
    private final int rootBlock;
    private final String label;

    private UdfTree(BoundedReader reader, long partition, int rootBlock, String label) {
        this.reader = reader;
        this.partition = partition;
        this.rootBlock = rootBlock;
        this.label = label;
    }

    /** @return nothing if the disc has no such volume */
    static Optional<UdfTree> open(BoundedReader reader) throws IOException {
        if (reader.size() <= (long) ANCHOR_SECTOR * BoundedReader.SECTOR) {
            return Optional.empty();
        }
        ByteBuffer anchor = reader.sector(ANCHOR_SECTOR);
        if (UdfBlock.tag(anchor, 0) != UdfBlock.ANCHOR) {
            return Optional.empty();
        }
        int count = Math.min(Integer.divideUnsigned(anchor.getInt(16), BoundedReader.SECTOR), MOST_DESCRIPTORS);
        long first = Integer.toUnsignedLong(anchor.getInt(20));
        long partition = -1;
        ByteBuffer volume = null;
        for (int i = 0; i < count; i++) {
            ByteBuffer block = reader.sector(first + i);
            int tag = UdfBlock.tag(block, 0);
            if (tag == UdfBlock.TERMINATING || tag < 0) {
                break;
            } else if (tag == UdfBlock.PARTITION && partition < 0) {
                partition = Integer.toUnsignedLong(block.getInt(188));
            } else if (tag == UdfBlock.LOGICAL_VOLUME) {
                volume = block;
            }
        }
        if (partition < 0 || volume == null || !isPlain(volume)) {
            return Optional.empty();
        }
        long fileSet = Integer.toUnsignedLong(volume.getInt(248 + 4));
        ByteBuffer set = reader.sector(partition + fileSet);
        return UdfBlock.tag(set, 0) == UdfBlock.FILE_SET
                ? Optional.of(new UdfTree(reader, partition, set.getInt(400 + 4), UdfBlock.dstring(volume, 84, 128)))
                : Optional.empty();
    }

    /** One partition map of type 1, and the blocks that we expect. */
    private static boolean isPlain(ByteBuffer volume) {
        return volume.getInt(212) == BoundedReader.SECTOR && volume.getInt(268) == 1 && volume.get(440) == 1;
    }

    /** The logical volume's identifier. */
    String label() {
        return label;
    }

    @Override
    DiscFile root() throws IOException {
        return entry(rootBlock);
    }

    @Override
    Optional<DiscFile> find(DiscFile directory, String name) throws IOException {
        ByteBuffer identifiers = directory.head(MOST_DIRECTORY);
        int at = 0;
        while (UdfBlock.tag(identifiers, at) == UdfBlock.FILE_IDENTIFIER && at + 38 <= identifiers.limit()) {
            int nameLength = Byte.toUnsignedInt(identifiers.get(at + 19));
            int nameAt = at + 38 + Short.toUnsignedInt(identifiers.getShort(at + 36));
            if (nameAt + nameLength > identifiers.limit()) {
                break;
            }
            if ((identifiers.get(at + 18) & DELETED_OR_PARENT) == 0
                    && UdfBlock.characters(identifiers.slice(nameAt, nameLength))
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return Optional.of(entry(identifiers.getInt(at + 20 + 4)));
            }
            at = (nameAt + nameLength + 3) & ~3;
        }
        return Optional.empty();
    }

    private ByteBuffer block(int number) throws IOException {
        return reader.sector(partition + Integer.toUnsignedLong(number));
    }

    /** A file entry or an extended one (ECMA-167, part 4, 14.9 and 14.17). */
    private DiscFile entry(int number) throws IOException {
        ByteBuffer entry = block(number);
        int head = switch (UdfBlock.tag(entry, 0)) {
            case UdfBlock.FILE_ENTRY -> 176;
            case UdfBlock.EXTENDED_FILE_ENTRY -> 216;
            default -> throw new IOException("block " + number + " is no file entry");
        };
        long size = entry.getLong(56);
        long from = head + Integer.toUnsignedLong(entry.getInt(head - 8));
        long end = from + Integer.toUnsignedLong(entry.getInt(head - 4));
        if (size < 0 || end > entry.limit()) {
            throw new IOException("block " + number + " is a damaged file entry");
        }
        boolean directory = entry.get(16 + 11) == DIRECTORY;
        int allocation = entry.getShort(16 + 18) & 7;
        List<DiscFile.Extent> extents = new ArrayList<>();
        switch (allocation) {
            case 0, 1 ->
                collect(
                        entry.slice((int) from, (int) (end - from)).order(ByteOrder.LITTLE_ENDIAN),
                        allocation,
                        extents);
            case 3 ->
                extents.add(new DiscFile.Extent(
                        (partition + Integer.toUnsignedLong(number)) * BoundedReader.SECTOR + from, end - from));
            default -> throw new IOException("block " + number + " is allocated in an unknown way");
        }
        return new DiscFile(reader, cut(extents, size), directory);
    }

    /** Allocation descriptors, short (8 bytes) or long (16), and those that they go on with elsewhere. */
    private void collect(ByteBuffer start, int allocation, List<DiscFile.Extent> extents) throws IOException {
        int step = allocation == 0 ? 8 : 16;
        ByteBuffer descriptors = start;
        int hops = 0;
        int at = 0;
        while (at + step <= descriptors.limit() && extents.size() < MOST_EXTENTS) {
            int length = descriptors.getInt(at);
            int number = descriptors.getInt(at + 4);
            at += step;
            if ((length & LENGTH_MASK) == 0) {
                break;
            }
            if (length >>> 30 != 3) {
                extents.add(new DiscFile.Extent(
                        (partition + Integer.toUnsignedLong(number)) * BoundedReader.SECTOR, length & LENGTH_MASK));
                continue;
            }
            ByteBuffer next = block(number);
            int used = next.getInt(20);
            if (++hops > MOST_HOPS
                    || UdfBlock.tag(next, 0) != UdfBlock.ALLOCATION_EXTENT
                    || used < 0
                    || used > BoundedReader.SECTOR - 24) {
                break;
            }
            descriptors = next.slice(24, used).order(ByteOrder.LITTLE_ENDIAN);
            at = 0;
        }
    }

    /** The last extent may be longer than what of it belongs to the file. */
    private static List<DiscFile.Extent> cut(List<DiscFile.Extent> extents, long size) {
        List<DiscFile.Extent> cut = new ArrayList<>();
        long left = size;
        for (DiscFile.Extent extent : extents) {
            long length = Math.min(left, extent.length());
            if (length > 0) {
                cut.add(new DiscFile.Extent(extent.position(), length));
            }
            left -= length;
        }
        return cut;
    }
}
