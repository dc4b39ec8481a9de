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
import org.vitrine.engine.storage.StoredDisk;

/** A disk of a running machine, whose image can be covered by an overlay, or exchanged for another, while its guest stands still. */
final class LayeredDisk implements StoredDisk {
    private final GuestDisk disk;
    private final CacheMode cache;
    private volatile Image image;

    LayeredDisk(GuestDisk disk, CacheMode cache, Image image) {
        this.disk = disk;
        this.cache = cache;
        this.image = image;
    }

    GuestDisk disk() {
        return disk;
    }

    @Override
    public String id() {
        return disk.id();
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public Image image() {
        return image;
    }

    @Override
    public Optional<BlockNode> cover(Path overlay) throws IOException {
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
        return Optional.of(below[0]);
    }

    private BlockNode cached(BlockNode node) {
        return cache == CacheMode.WRITETHROUGH ? new WritethroughNode(node) : node;
    }

    @Override
    public void exchange(Image next, Work work) throws IOException {
        Image present = image;
        IOException[] failed = new IOException[1];
        disk.queue().exchange(node -> {
            node.close();
            try {
                work.run();
                return open(next);
            } catch (IOException e) {
                failed[0] = e;
                return open(present);
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
        image = next;
    }

    @Override
    public List<Path> chain() {
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
            return Images.open(wanted.file(), false, Optional.of(wanted.format()), cache);
        } catch (ImageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
