package org.vitrine.engine.image.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Ranges;

/** Makes images, and writes the part of a header that follows the fixed fields. */
public final class Qcow2Creator {
    private static final int MOST_BACKING_NAME = 1023;

    private Qcow2Creator() {}

    /**
     * Writes an image that holds nothing into an empty file, and flushes it.
     *
     * @throws ImageException if the format cannot do what the options say
     */
    public static void create(BlockNode file, Qcow2Options options) throws ImageException, IOException {
        checkOptions(file.name(), options);
        Geometry geometry = new Geometry(options.clusterBits(), options.refcountOrder());
        long l1Entries = geometry.l1EntriesFor(options.size());
        if (l1Entries * 8 > Geometry.MOST_L1_BYTES) {
            throw new ImageException("%s cannot have %,d bytes with clusters of %,d; choose larger ones."
                    .formatted(file.name(), options.size(), geometry.clusterSize()));
        }
        long l1Clusters = geometry.clustersFor(l1Entries * 8);
        ByteBuffer header = ByteBuffer.allocate(geometry.clusterSize());
        header.putInt(0, Header.MAGIC).putInt(4, options.version());
        header.putInt(20, options.clusterBits()).putLong(Header.SIZE, options.size());
        header.putInt(Header.L1_SIZE, (int) l1Entries).putLong(40, geometry.clusterSize());
        int length = Header.LENGTH_2;
        if (options.version() >= 3) {
            length = Header.LENGTH_WITH_COMPRESSION;
            header.putLong(Header.INCOMPATIBLE, options.zstandard() ? Feature.COMPRESSION_TYPE.mask() : 0);
            header.putLong(80, options.lazyRefcounts() ? Header.LAZY_REFCOUNTS : 0);
            header.putInt(96, options.refcountOrder()).putInt(100, length);
            header.put(Header.LENGTH_3, (byte) (options.zstandard() ? 1 : 0));
        }
        putVariablePart(file.name(), header, length, extensions(options), options.backing());
        file.write(0, Buffers.of(header.array()));
        file.writeZeroes(geometry.clusterSize(), geometry.offsetOf(l1Clusters));
        ReferenceCount count = new ReferenceCount();
        count.addAll(0, 1 + l1Clusters);
        new RefcountRebuild(file, geometry, count).write(1 + l1Clusters);
    }

    private static void checkOptions(String name, Qcow2Options options) throws ImageException {
        try {
            Ranges.checkDiskSize(name, options.size());
        } catch (BlockException e) {
            throw new ImageException(String.valueOf(e.getMessage()), e);
        }
        if (options.clusterBits() < 9 || options.clusterBits() > 21) {
            throw new ImageException(name + " cannot be made: clusters have 512 bytes to 2 MiB, a power of two.");
        }
        if (options.refcountOrder() < 0 || options.refcountOrder() > 6) {
            throw new ImageException(name + " cannot be made: reference counts have 1 to 64 bits, a power of two.");
        }
        if (options.version() != 2 && options.version() != 3) {
            throw new ImageException(name + " cannot be made: only versions 2 and 3 of qcow2 are known.");
        }
        if (options.version() == 2
                && (options.refcountOrder() != 4 || options.lazyRefcounts() || options.zstandard())) {
            throw new ImageException(name
                    + " cannot be made: version 2 of qcow2 has neither lazy nor other than 16-bit reference counts"
                    + " nor Zstandard; choose version 3.");
        }
    }

    private static Extensions extensions(Qcow2Options options) {
        List<Extensions.Extension> list = new ArrayList<>();
        options.backingFormat()
                .ifPresent(format ->
                        list.add(new Extensions.Extension(Extensions.BACKING_FORMAT, format.getBytes(UTF_8))));
        return new Extensions(list);
    }

    /** Puts extensions and backing file's name into the header's cluster, from the fixed fields' end on. */
    private static void putVariablePart(
            String name, ByteBuffer header, int fixed, Extensions extensions, Optional<String> backing)
            throws ImageException {
        byte[] text = backing.orElse("").getBytes(UTF_8);
        int nameAt = fixed + extensions.byteSize();
        if (text.length > MOST_BACKING_NAME || nameAt + text.length > header.capacity()) {
            throw new ImageException("%s cannot name its backing file: %s is too long; use a shorter or relative path."
                    .formatted(name, backing.orElse("")));
        }
        for (int i = fixed; i < header.capacity(); i++) {
            header.put(i, (byte) 0);
        }
        header.position(fixed);
        extensions.write(header);
        header.put(text);
        header.putLong(Header.BACKING_OFFSET, text.length == 0 ? 0 : nameAt).putInt(16, text.length);
    }

    /**
     * Names another backing file, or none, in the header of an image that is not open otherwise, and flushes it. Nothing else changes: whoever
     * calls has seen to it that the disk's content stays.
     */
    public static void nameBacking(BlockNode file, Optional<String> backing, Optional<String> format)
            throws ImageException, IOException {
        Header old = Header.read(file);
        byte[] cluster = new byte[old.geometry().clusterSize()];
        file.read(0, Buffers.of(cluster));
        ByteBuffer header = ByteBuffer.wrap(cluster);
        putVariablePart(
                file.name(),
                header,
                old.headerLength(),
                old.extensions().withBackingFormat(backing.isPresent() ? format : Optional.empty()),
                backing);
        file.write(0, Buffers.of(cluster));
        file.flush();
    }
}
