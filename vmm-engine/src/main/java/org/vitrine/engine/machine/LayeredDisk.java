package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.block.WritethroughNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.raw.FileNode;

/** A disk whose image can be covered by an overlay, or exchanged for another, while its guest stands still. */
final class LayeredDisk {
    private final GuestDisk disk;
    private final CacheMode cache;
    private volatile Image image;

    /** What the guest writes to. */
    record Image(Path file, ImageFormat format) {}

    LayeredDisk(GuestDisk disk, CacheMode cache, Image image) {
        this.disk = disk;
        this.cache = cache;
        this.image = image;
    }

    GuestDisk disk() {
        return disk;
    }

    Image image() {
        return image;
    }

    /**
     * Puts an overlay on; what was written so far is in the image below from then on, and not necessarily on the medium.
     *
     * @param overlay an empty qcow2 image that names the present image as its backing file
     * @return the node below, to be flushed
     */
    BlockNode cover(Path overlay) throws IOException {
        BlockNode[] below = new BlockNode[1];
        disk.queue().exchange(node -> {
            below[0] = node;
            try {
                FileNode file = FileNode.open(overlay, false, cache);
                try {
                    return cached(Qcow2Image.open(file, node));
                } catch (ImageException | IOException | RuntimeException e) {
                    file.close();
                    throw e;
                }
            } catch (ImageException e) {
                throw new IOException(e.getMessage(), e);
            }
        });
        image = new Image(overlay, ImageFormat.QCOW2);
        return below[0];
    }

    private BlockNode cached(BlockNode node) {
        return cache == CacheMode.WRITETHROUGH ? new WritethroughNode(node) : node;
    }

    /** Goes over to another image; if that cannot be opened, back to the present one. */
    void switchTo(Image other) throws IOException {
        Image present = image;
        IOException[] refused = new IOException[1];
        disk.queue().exchange(node -> {
            node.close();
            try {
                return open(other);
            } catch (IOException e) {
                refused[0] = e;
                return open(present);
            }
        });
        if (refused[0] != null) {
            throw refused[0];
        }
        image = other;
    }

    /** Work on the images of the disk, none of which is open meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Works on the disk's images while the guest's requests wait. */
    void whileClosed(Work work) throws IOException {
        IOException[] failed = new IOException[1];
        disk.queue().exchange(node -> {
            node.close();
            try {
                work.run();
            } catch (IOException e) {
                failed[0] = e;
            }
            return open(image);
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    /** The images that it shows, the one that is written to first. */
    List<Path> chain() {
        List<Path> chain = new ArrayList<>();
        for (Optional<BlockNode> node = Optional.of(disk.node());
                node.isPresent();
                node = node.get().backing()) {
            chain.add(Path.of(node.get().name()).toAbsolutePath().normalize());
        }
        return chain;
    }

    private BlockNode open(Image wanted) throws IOException {
        try {
            return Images.open(wanted.file, false, Optional.of(wanted.format), cache);
        } catch (ImageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
