package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;

/** A VMware disk: extents one after the other, and perhaps a parent that shows where they hold nothing. */
public final class VmdkImage extends ReadOnlyImage {
    private final List<BlockNode> files;
    private final List<VmdkExtent> extents;
    /** Where each extent begins; the disk's size at the end. */
    private final long[] starts;

    private final long contentId;
    private final @Nullable BlockNode parent;

    /** @param files the disk's own first, and all others that its extents read; the image owns them and the parent */
    VmdkImage(
            List<BlockNode> files,
            List<VmdkExtent> extents,
            long[] starts,
            long contentId,
            @Nullable BlockNode parent) {
        super(files.getFirst().name(), starts[starts.length - 1]);
        this.files = List.copyOf(files);
        this.extents = List.copyOf(extents);
        this.starts = starts;
        this.contentId = contentId;
        this.parent = parent;
    }

    /** What a child records of its parent, to know whether it is still the one it was made of. */
    long contentId() {
        return contentId;
    }

    /** Bytes of the host that hold it, without its parent. */
    public long fileSize() throws IOException {
        long bytes = 0;
        for (BlockNode file : files) {
            bytes += Fields.allocated(file);
        }
        return bytes;
    }

    private int indexOf(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        Ranges.check(this, position, length);
        int index = indexOf(position);
        return extents.get(index).extent(position - starts[index], Math.min(length, starts[index + 1] - position));
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        Ranges.check(this, position, into.byteSize());
        for (long done = 0; done < into.byteSize(); ) {
            long at = position + done;
            int index = indexOf(at);
            VmdkExtent extent = extents.get(index);
            long most = Math.min(into.byteSize() - done, starts[index + 1] - at);
            Extent run = extent.extent(at - starts[index], most);
            Buffers part = into.slice(done, run.length());
            switch (run.kind()) {
                case DATA -> extent.read(at - starts[index], part);
                case ZERO -> part.fillWithZeroes();
                case BACKING -> readParent(at, part);
            }
            done += run.length();
        }
    }

    private void readParent(long position, Buffers into) throws IOException {
        long there = parent == null ? 0 : Math.clamp(parent.size() - position, 0, into.byteSize());
        if (there > 0) {
            java.util.Objects.requireNonNull(parent).read(position, into.slice(0, there));
        }
        into.slice(there, into.byteSize() - there).fillWithZeroes();
    }

    @Override
    public Optional<BlockNode> backing() {
        return Optional.ofNullable(parent);
    }

    @Override
    public void close() throws IOException {
        try (BlockNode below = parent) {
            for (BlockNode file : files) {
                file.close();
            }
        }
    }
}
