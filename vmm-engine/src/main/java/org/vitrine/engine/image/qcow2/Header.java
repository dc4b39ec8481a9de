package org.vitrine.engine.image.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * The header of an image ("Header"), as found and found to be sound in itself. Big-endian.
 *
 * @param backing the backing file's name as it is written there
 * @param size of the disk, in bytes
 * @param compression 0 for zlib, 1 for Zstandard
 */
record Header(
        int version,
        Optional<String> backing,
        Geometry geometry,
        long size,
        Table l1,
        Table refcountTable,
        Table snapshots,
        long incompatible,
        long compatible,
        long autoclear,
        int compression,
        int headerLength,
        Extensions extensions) {

    static final int MAGIC = 0x514649fb;
    static final int LENGTH_2 = 72;
    static final int LENGTH_3 = 104;
    static final int LENGTH_WITH_COMPRESSION = 112;
    static final int LAZY_REFCOUNTS = 1;

    /** Byte offsets of the fields that change. */
    static final int BACKING_OFFSET = 8;

    static final int SIZE = 24;
    static final int L1_SIZE = 36;
    static final int REFCOUNT_TABLE = 48;
    static final int INCOMPATIBLE = 72;
    static final int AUTOCLEAR = 88;

    private static final int MOST_BACKING_NAME = 1023;
    private static final int MOST_SNAPSHOTS = 65536;

    /**
     * A table that the header points to.
     *
     * @param count of entries; clusters for the refcount table
     */
    record Table(long offset, long count) {}

    /** Whether a file begins as an image of this format does. */
    static boolean matches(BlockNode file) throws IOException {
        byte[] magic = new byte[4];
        file.read(0, Buffers.of(magic));
        return ByteBuffer.wrap(magic).getInt() == MAGIC;
    }

    /**
     * Reads a header and checks what can be seen in it alone.
     *
     * @throws ImageException if it is none, damaged, or asks for what is not known here
     */
    static Header read(BlockNode file) throws ImageException, IOException {
        String name = file.name();
        byte[] bytes = new byte[Math.min(1 << 16, (int) Math.min(file.size(), 1 << 16))];
        if (bytes.length < LENGTH_2) {
            throw damaged(name, "it is too short for a header");
        }
        file.read(0, Buffers.of(bytes));
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(0) != MAGIC) {
            throw new ImageException(name + " is not a qcow2 image; name its real format.");
        }
        int version = in.getInt(4);
        if (version != 2 && version != 3) {
            throw new ImageException(
                    "%s is a qcow2 image of version %d, and only 2 and 3 are known; convert it with what made it."
                            .formatted(name, Integer.toUnsignedLong(version)));
        }
        int clusterBits = in.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            throw damaged(
                    name,
                    "its cluster size is 2^%d, outside 2^9 to 2^21".formatted(Integer.toUnsignedLong(clusterBits)));
        }
        if (in.getInt(32) != 0) {
            throw new ImageException(
                    name + " is encrypted, which is not supported; convert it to an unencrypted image.");
        }
        return new Reader(name, in, version, clusterBits).read(file.size());
    }

    private static final class Reader {
        private final String name;
        private final ByteBuffer in;
        private final int version;
        private final int clusterBits;
        private final int clusterSize;

        Reader(String name, ByteBuffer in, int version, int clusterBits) {
            this.name = name;
            this.in = in;
            this.version = version;
            this.clusterBits = clusterBits;
            this.clusterSize = 1 << clusterBits;
        }

        Header read(long fileSize) throws ImageException {
            int length = LENGTH_2;
            int refcountOrder = 4;
            long incompatible = 0;
            long compatible = 0;
            long autoclear = 0;
            int compression = 0;
            if (version >= 3) {
                if (in.capacity() < LENGTH_3) {
                    throw damaged(name, "it is too short for a header");
                }
                length = in.getInt(100);
                if (length < LENGTH_3 || length % 8 != 0 || length > Math.min(clusterSize, in.capacity())) {
                    throw damaged(name, "its header's length is wrong");
                }
                incompatible = in.getLong(INCOMPATIBLE);
                compatible = in.getLong(80);
                autoclear = in.getLong(AUTOCLEAR);
                refcountOrder = in.getInt(96);
                compression = length > LENGTH_3 ? in.get(LENGTH_3) & 0xff : 0;
            }
            int headerEnd = Math.min(clusterSize, in.capacity());
            Optional<String> backing = backing(length, headerEnd);
            long backingAt = in.getLong(BACKING_OFFSET);
            Extensions extensions =
                    Extensions.read(name, in, length, backing.isPresent() ? (int) backingAt : headerEnd);
            checkFeatures(incompatible, extensions);
            if (refcountOrder < 0 || refcountOrder > 6) {
                throw damaged(name, "its reference counts would have more than 64 bits");
            }
            boolean typed = Feature.COMPRESSION_TYPE.isIn(incompatible);
            if (typed != (compression != 0) || compression > 1) {
                throw new ImageException(
                        "%s is compressed by a method that is not known here (%d); convert it with what made it."
                                .formatted(name, compression));
            }
            Geometry geometry = new Geometry(clusterBits, refcountOrder);
            Header header = new Header(
                    version,
                    backing,
                    geometry,
                    in.getLong(SIZE),
                    new Table(in.getLong(40), Integer.toUnsignedLong(in.getInt(L1_SIZE))),
                    new Table(in.getLong(REFCOUNT_TABLE), Integer.toUnsignedLong(in.getInt(56))),
                    new Table(in.getLong(64), Integer.toUnsignedLong(in.getInt(60))),
                    incompatible,
                    compatible,
                    autoclear,
                    compression,
                    length,
                    extensions);
            header.checkTables(name, fileSize);
            return header;
        }

        private Optional<String> backing(int headerLength, int headerEnd) throws ImageException {
            long offset = in.getLong(BACKING_OFFSET);
            if (offset == 0) {
                return Optional.empty();
            }
            int length = in.getInt(16);
            if (length < 0 || length > MOST_BACKING_NAME) {
                throw damaged(name, "its backing file's name is longer than 1023 bytes");
            }
            if (offset < headerLength || offset > headerEnd - length) {
                throw damaged(name, "its backing file's name does not lie behind the header");
            }
            if (length == 0) {
                return Optional.empty();
            }
            byte[] text = new byte[length];
            in.get((int) offset, text);
            return Optional.of(new String(text, UTF_8));
        }

        private void checkFeatures(long incompatible, Extensions extensions) throws ImageException {
            long unknown = incompatible & ~Feature.supported();
            if (unknown != 0) {
                int bit = Long.numberOfTrailingZeros(unknown);
                String label = extensions.featureName(bit).orElse(Feature.label(bit));
                throw new ImageException("%s uses a feature that is not supported (%s); convert it to an image without."
                        .formatted(name, label));
            }
        }
    }

    private void checkTables(String name, long fileSize) throws ImageException {
        if (size <= 0 || size % 512 != 0) {
            throw damaged(
                    name,
                    "its disk has %s bytes, which is not a positive multiple of 512"
                            .formatted(Long.toUnsignedString(size)));
        }
        checkTable(name, "L1 table", l1.offset, l1.count * 8, Geometry.MOST_L1_BYTES, fileSize);
        if (geometry.l1EntriesFor(size) > l1.count) {
            throw damaged(name, "its L1 table is too short for a disk of %,d bytes".formatted(size));
        }
        checkTable(
                name,
                "refcount table",
                refcountTable.offset,
                refcountTable.count << geometry.clusterBits(),
                Geometry.MOST_REFCOUNT_TABLE_BYTES,
                fileSize);
        if (refcountTable.count == 0) {
            throw damaged(name, "it has no refcount table");
        }
        if (snapshots.count > MOST_SNAPSHOTS) {
            throw damaged(name, "it claims to have %,d snapshots".formatted(snapshots.count));
        }
        if (snapshots.count > 0) {
            checkTable(name, "snapshot table", snapshots.offset, snapshots.count * 40, Long.MAX_VALUE, fileSize);
        }
    }

    private void checkTable(String name, String what, long offset, long bytes, long most, long fileSize)
            throws ImageException {
        if (bytes > most) {
            throw damaged(name, "its %s would have %,d bytes".formatted(what, bytes));
        }
        if (!geometry.isAligned(offset)) {
            throw damaged(name, "its %s does not begin at a cluster".formatted(what));
        }
        if (offset < geometry.clusterSize()) {
            throw damaged(name, "its %s lies in the header".formatted(what));
        }
        if (offset > fileSize - bytes) {
            throw damaged(name, "its %s reaches out of the file (is it cut short?)".formatted(what));
        }
    }

    private static ImageException damaged(String name, String why) {
        return new ImageException(name + " is damaged: " + why + "; restore it from a copy.");
    }

    boolean has(Feature feature) {
        return feature.isIn(incompatible);
    }
}
