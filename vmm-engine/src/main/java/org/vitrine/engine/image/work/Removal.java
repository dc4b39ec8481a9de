package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.chain.BackingName;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.raw.FileNode;

/**
 * Takes an image out of a chain: what it holds moves up into the overlay on it, step by step, and then the overlay names what was below it. The disk's content is the
 * same at every moment, a kill included. Between steps nothing is open, so that a machine can use the chain.
 */
public final class Removal {
    /** So much is copied in a step: what a guest may wait for. */
    private static final long STEP = 16 << 20;

    private static final int PIECE = 1 << 20;

    private final Path overlay;
    private final Path image;
    private final Optional<ImageFormat> imageFormat;
    private final long size;
    private long position;
    private boolean done;

    private Removal(Path overlay, Path image, Optional<ImageFormat> imageFormat, long size) {
        this.overlay = overlay;
        this.image = image;
        this.imageFormat = imageFormat;
        this.size = size;
    }

    /** Begins to remove the image right below an overlay. @throws ImageException if that is none */
    public static Removal below(Path overlay) throws ImageException, IOException {
        try (FileNode file = FileNode.open(overlay, true)) {
            Qcow2Info info = Qcow2Info.read(file);
            if (info.backing().isEmpty()) {
                throw new ImageException(overlay + " has no backing file to be without.");
            }
            return new Removal(
                    overlay,
                    BackingName.resolve(overlay, info.backing().get()),
                    info.backingFormat().flatMap(ImageFormat::of),
                    info.size());
        }
    }

    /** The image that is no longer needed at the end. */
    public Path image() {
        return image;
    }

    /** How far it has come, of {@link #size}. */
    public long position() {
        return position;
    }

    /** Bytes of the disk. */
    public long size() {
        return size;
    }

    public boolean isDone() {
        return done;
    }

    /** Does a part of the work. Nobody else may have the overlay open. */
    public void step() throws ImageException, IOException {
        if (position < size) {
            copy();
        } else if (!done) {
            nameNext();
            done = true;
        }
    }

    private void copy() throws ImageException, IOException {
        long copied = 0;
        try (BlockNode above = Images.open(overlay, false, Optional.of(ImageFormat.QCOW2))) {
            BlockNode below = above.backing().orElseThrow();
            while (position < size && copied < STEP) {
                Extent own = above.extent(position, Math.min(PIECE, size - position));
                long length = own.length();
                if (own.kind() == Extent.Kind.BACKING) {
                    Extent there = extent(below, position, length);
                    length = there.length();
                    copied += copy(below, above, there);
                }
                position += length;
            }
            above.flush();
        }
    }

    private static Extent extent(BlockNode below, long at, long length) throws IOException {
        if (at < below.size()) {
            return below.extent(at, Math.min(length, below.size() - at));
        }
        // What lies still deeper must not come to light behind the end of what goes.
        boolean hides = below.backing().map(BlockNode::size).orElse(0L) > at;
        return new Extent(length, hides ? Extent.Kind.ZERO : Extent.Kind.BACKING);
    }

    private long copy(BlockNode below, BlockNode above, Extent extent) throws IOException {
        switch (extent.kind()) {
            case DATA -> {
                byte[] bytes = Copying.read(Optional.of(below), position, (int) extent.length());
                if (Copying.isZero(bytes, 0, bytes.length)) {
                    above.writeZeroes(position, bytes.length);
                    return 0;
                }
                above.write(position, Buffers.of(bytes));
                return extent.length();
            }
            case ZERO -> above.writeZeroes(position, extent.length());
            case BACKING -> {}
        }
        return 0;
    }

    private void nameNext() throws ImageException, IOException {
        Optional<String> name = Optional.empty();
        Optional<String> format = Optional.empty();
        try (FileNode file = FileNode.open(image, true)) {
            ImageFormat kind = imageFormat.isPresent() ? imageFormat.get() : ImageFormat.guess(file);
            if (kind == ImageFormat.QCOW2) {
                Qcow2Info info = Qcow2Info.read(file);
                format = info.backingFormat();
                if (info.backing().isPresent()) {
                    name = Optional.of(
                            relative(BackingName.resolve(image, info.backing().get())));
                }
            }
        }
        try (FileNode file = FileNode.open(overlay, false)) {
            Qcow2Creator.nameBacking(file, name, format);
        }
    }

    /** As the overlay is to name it: relative, so that the folder can be moved. */
    private String relative(Path file) {
        Path folder = overlay.toAbsolutePath().normalize().getParent();
        Path target = file.toAbsolutePath().normalize();
        return folder == null ? target.toString() : folder.relativize(target).toString();
    }
}
