package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.snapshot.SnapshotException;

/** A disk of a machine that is off. Its images are open only while they are looked at. */
final class ClosedDisk implements StoredDisk {
    private final String id;
    private Image image;

    private ClosedDisk(String id, Image image) {
        this.id = id;
        this.image = image;
    }

    /** Those of a machine that it can write to. @throws SnapshotException if the format of one is not known */
    static List<StoredDisk> of(MachineConfig config) throws SnapshotException {
        List<StoredDisk> disks = new ArrayList<>();
        for (MachineConfig.Disk disk : config.disks()) {
            if (!disk.readOnly()) {
                disks.add(new ClosedDisk(disk.id(), imageOf(disk)));
            }
        }
        return disks;
    }

    /** What a configuration says of a disk's image. */
    static Image imageOf(MachineConfig.Disk disk) throws SnapshotException {
        try {
            return new Image(disk.file(), format(disk));
        } catch (ImageException | IOException e) {
            throw unusable(disk.id(), e);
        }
    }

    private static ImageFormat format(MachineConfig.Disk disk) throws ImageException, IOException {
        if (disk.format() != null) {
            return ImageFormat.of(disk.format())
                    .orElseThrow(() -> new ImageException("The format \"%s\" is not known.".formatted(disk.format())));
        }
        try (FileNode file = FileNode.open(disk.file(), true)) {
            return ImageFormat.guess(file);
        }
    }

    private static SnapshotException unusable(String id, Exception why) {
        return new SnapshotException("The disk \"%s\" cannot be used: %s".formatted(id, why.getMessage()), why);
    }

    /** @throws SnapshotException if an image cannot be opened, with all behind it */
    static void checkOpens(Image image) throws IOException {
        try {
            Images.open(image.file(), true, Optional.of(image.format())).close();
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long size() throws IOException {
        try (BlockNode node = open(image)) {
            return node.size();
        }
    }

    @Override
    public Image image() {
        return image;
    }

    @Override
    public List<Path> chain() throws IOException {
        try (BlockNode node = open(image)) {
            return chainOf(node);
        }
    }

    /** The files of a node and of those behind it. */
    static List<Path> chainOf(BlockNode top) {
        List<Path> chain = new ArrayList<>();
        for (Optional<BlockNode> node = Optional.of(top);
                node.isPresent();
                node = node.get().backing()) {
            chain.add(Path.of(node.get().name()).toAbsolutePath().normalize());
        }
        return chain;
    }

    private BlockNode open(Image wanted) throws SnapshotException {
        try {
            return Images.open(wanted.file(), true, Optional.of(wanted.format()));
        } catch (ImageException e) {
            throw unusable(id, e);
        }
    }

    @Override
    public Optional<BlockNode> cover(Path overlay) {
        image = new Image(overlay, ImageFormat.QCOW2);
        return Optional.empty();
    }

    @Override
    public void exchange(Image next, Work work) throws IOException {
        work.run();
        open(next).close();
        image = next;
    }
}
