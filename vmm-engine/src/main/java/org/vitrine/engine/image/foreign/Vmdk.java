package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * VMware's disks ("Virtual Disk Format 5.0"): a descriptor in a file of its own that names extents (flat, sparse, zero), or a sparse extent, plain or
 * stream-optimized, with the descriptor inside. Little-endian.
 */
public final class Vmdk {
    private static final int SECTOR = SparseHeader.SECTOR;
    private static final int MOST_DESCRIPTOR_BYTES = 1 << 20;
    private static final int START = 512;

    private Vmdk() {}

    /** Opens the other files of which a disk consists, for reading. */
    public interface Companions {
        /** @param name as the descriptor has it */
        BlockNode extent(String name) throws ImageException;

        /** @param hint where the descriptor says that the parent is @return a disk of this format */
        BlockNode parent(String hint) throws ImageException;
    }

    /** Whether a file begins as a descriptor or a sparse extent does. @param start its first 512 bytes, or all if it has less */
    public static boolean matches(byte[] start) {
        return SparseHeader.matches(start) || VmdkDescriptor.matches(start);
    }

    /** Opens a disk, which owns the file then. @throws ImageException if it is none, or damaged; the file is left open */
    public static VmdkImage open(BlockNode file, Companions companions) throws ImageException, IOException {
        byte[] start = Fields.read(file, "start", 0, Math.min(START, file.size()), ByteOrder.LITTLE_ENDIAN)
                .array();
        if (start.length >= SECTOR && SparseHeader.matches(start)) {
            return openEmbedded(file, companions);
        }
        if (!VmdkDescriptor.matches(start)) {
            throw new ImageException(file.name() + " is not a VMDK disk, or cut short; name its descriptor file.");
        }
        return openDescribed(file, companions);
    }

    /** The disk is this file's extent, whatever name the descriptor has for it: files are renamed. */
    private static VmdkImage openEmbedded(BlockNode file, Companions companions) throws ImageException, IOException {
        SparseHeader header = SparseHeader.read(file);
        if (header.size() == 0) {
            throw Fields.damaged(file, "its disk has no sectors");
        }
        byte[] text = new byte[0];
        if (header.descriptor() != 0) {
            text = Fields.read(
                            file,
                            "descriptor",
                            header.descriptor(),
                            Math.min(header.descriptorSize(), MOST_DESCRIPTOR_BYTES),
                            ByteOrder.LITTLE_ENDIAN)
                    .array();
        }
        VmdkDescriptor descriptor = VmdkDescriptor.parse(file.name(), text);
        @Nullable BlockNode parent = parent(file, descriptor, companions).orElse(null);
        return new VmdkImage(
                List.of(file),
                List.of(new SparseExtent(file, header, new PageCache())),
                new long[] {0, header.size()},
                descriptor.contentId(),
                parent);
    }

    private static VmdkImage openDescribed(BlockNode file, Companions companions) throws ImageException, IOException {
        if (file.size() > MOST_DESCRIPTOR_BYTES) {
            throw Fields.damaged(file, "no descriptor has %,d bytes".formatted(file.size()));
        }
        byte[] text = Fields.read(file, "descriptor", 0, file.size(), ByteOrder.LITTLE_ENDIAN)
                .array();
        VmdkDescriptor descriptor = VmdkDescriptor.parse(file.name(), text);
        if (descriptor.extents().isEmpty()) {
            throw Fields.damaged(file, "its descriptor names no extent (is it cut short?)");
        }
        long[] starts = new long[descriptor.extents().size() + 1];
        for (int i = 0; i < starts.length - 1; i++) {
            starts[i + 1] = starts[i] + descriptor.extents().get(i).sectors() * SECTOR;
            if (starts[i + 1] < 0) {
                throw Fields.damaged(file, "its extents are longer together than any disk");
            }
        }
        List<BlockNode> files = new ArrayList<>(List.of(file));
        boolean done = false;
        try {
            List<VmdkExtent> extents = new ArrayList<>();
            PageCache cache = new PageCache();
            for (VmdkDescriptor.ExtentLine line : descriptor.extents()) {
                extents.add(extent(file, line, companions, files, cache));
            }
            @Nullable BlockNode parent = parent(file, descriptor, companions).orElse(null);
            done = true;
            return new VmdkImage(files, extents, starts, descriptor.contentId(), parent);
        } finally {
            for (BlockNode opened : done ? List.<BlockNode>of() : files.subList(1, files.size())) {
                opened.close();
            }
        }
    }

    /** @param files to which the file is added that it opens */
    private static VmdkExtent extent(
            BlockNode disk,
            VmdkDescriptor.ExtentLine line,
            Companions companions,
            List<BlockNode> files,
            PageCache cache)
            throws ImageException, IOException {
        long size = line.sectors() * SECTOR;
        return switch (line.kind()) {
            case "ZERO" -> new ZeroExtent();
            case "FLAT", "VMFS" -> {
                files.add(companions.extent(line.file()));
                yield new FlatExtent(files.getLast(), line.offset() * SECTOR, size);
            }
            case "SPARSE" -> {
                files.add(companions.extent(line.file()));
                SparseHeader header = SparseHeader.read(files.getLast());
                if (header.size() < size) {
                    throw Fields.damaged(
                            files.getLast(), "it holds %,d bytes, where %,d are named".formatted(header.size(), size));
                }
                yield new SparseExtent(files.getLast(), header, cache);
            }
            default ->
                throw new ImageException(
                        "%s has an extent of the kind %.20s, which is not supported; convert it with VMware."
                                .formatted(disk.name(), line.kind()));
        };
    }

    private static Optional<BlockNode> parent(BlockNode disk, VmdkDescriptor descriptor, Companions companions)
            throws ImageException, IOException {
        if (descriptor.parentContentId().isEmpty()) {
            return Optional.empty();
        }
        if (descriptor.parent().isEmpty()) {
            throw Fields.damaged(disk, "it has a parent, but does not name it");
        }
        BlockNode parent = companions.parent(descriptor.parent().get());
        if (parent instanceof VmdkImage image
                && image.contentId() == descriptor.parentContentId().get()) {
            return Optional.of(parent);
        }
        parent.close();
        throw new ImageException("%s cannot be read: its parent %s was changed since; restore that from a copy."
                .formatted(disk.name(), parent.name()));
    }
}
