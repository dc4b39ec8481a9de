package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.block.WritethroughNode;
import org.vitrine.engine.image.chain.GuessedRaw;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.raw.FileNode;

/** The hard disks of a machine with their images, locked while they are attached. Any thread. */
final class Disks implements AutoCloseable {
    /** So many requests of one disk are carried out at once. */
    private static final int WORKERS = 8;

    private final GuestDisk.FailureListener failures;
    private final List<AttachedDisk> disks = new CopyOnWriteArrayList<>();

    private Disks(GuestDisk.FailureListener failures) {
        this.failures = failures;
    }

    /**
     * Opens the images.
     *
     * @param failures hears of what pauses the machine
     * @throws MachineException if one cannot be used; none is open then
     */
    static Disks open(List<MachineConfig.Disk> configs, GuestDisk.FailureListener failures) throws MachineException {
        Disks disks = new Disks(failures);
        try {
            for (MachineConfig.Disk config : configs) {
                disks.open(config);
            }
            return disks;
        } catch (MachineException e) {
            disks.close();
            throw e;
        }
    }

    private void open(MachineConfig.Disk config) throws MachineException {
        Optional<ImageFormat> wanted = format(config);
        CacheMode cache = CacheMode.valueOf(config.cache().name());
        try {
            ImageFormat format = wanted.isPresent() ? wanted.get() : guess(config);
            BlockNode image = Images.open(config.file(), config.readOnly(), Optional.of(format), cache);
            BlockNode node = wanted.isEmpty() && format == ImageFormat.RAW ? new GuessedRaw(image) : image;
            disks.add(attached(config, node, new LayeredDisk.Image(config.file(), format), Optional.empty()));
        } catch (ImageException | IOException e) {
            throw new MachineException("The disk \"%s\" cannot be used: %s".formatted(config.id(), e.getMessage()), e);
        }
    }

    private static ImageFormat guess(MachineConfig.Disk config) throws ImageException, IOException {
        try (FileNode file = FileNode.open(config.file(), true)) {
            return ImageFormat.guess(file);
        }
    }

    private static Optional<ImageFormat> format(MachineConfig.Disk config) throws MachineException {
        if (config.format() == null) {
            return Optional.empty();
        }
        Optional<ImageFormat> format = ImageFormat.of(config.format());
        if (format.isEmpty()) {
            throw new MachineException(
                    "The disk \"%s\" has the format \"%s\", which is not known; leave it out, or name another."
                            .formatted(config.id(), config.format()));
        }
        return format;
    }

    private AttachedDisk attached(
            MachineConfig.Disk config, BlockNode image, LayeredDisk.Image file, Optional<String> node) {
        CacheMode cache = CacheMode.valueOf(config.cache().name());
        BlockQueue queue = new BlockQueue(config.id(), image, WORKERS);
        GuestDisk disk = new GuestDisk(
                config.id(),
                queue,
                cache != CacheMode.WRITETHROUGH,
                config.discard() == MachineConfig.Disk.Discard.UNMAP,
                failures);
        return new AttachedDisk(config, new LayeredDisk(disk, cache, file), node);
    }

    /** Makes a disk of a node that is open, for the guest to find once it hangs somewhere. */
    AttachedDisk attach(MachineConfig.Disk config, BlockNodes.Node node) {
        boolean through =
                config.cache() == MachineConfig.Disk.Cache.WRITETHROUGH && node.cache() != CacheMode.WRITETHROUGH;
        BlockNode image = through ? new WritethroughNode(node.image()) : node.image();
        AttachedDisk disk =
                attached(config, image, new LayeredDisk.Image(node.file(), node.format()), Optional.of(node.name()));
        disks.add(disk);
        return disk;
    }

    /** Forgets a disk that the guest no longer has. @return the node that it showed, still open, if that has a name; else the image is closed */
    Optional<BlockNodes.Node> detach(AttachedDisk disk) {
        disks.remove(disk);
        if (disk.node().isEmpty()) {
            close(disk);
            return Optional.empty();
        }
        return Optional.of(new BlockNodes.Node(
                disk.node().get(),
                disk.layered().image().file(),
                disk.layered().image().format(),
                CacheMode.valueOf(disk.config().cache().name()),
                disk.config().readOnly(),
                disk.config().discard(),
                disk.disk().release()));
    }

    /** All, in the order in which they were attached. */
    List<AttachedDisk> all() {
        return disks;
    }

    Optional<AttachedDisk> find(String id) {
        return disks.stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    /** Those that the guest can write to. */
    List<LayeredDisk> writable() {
        return disks.stream()
                .filter(disk -> !disk.config().readOnly())
                .map(AttachedDisk::layered)
                .toList();
    }

    private static void close(AttachedDisk disk) {
        try {
            disk.disk().close();
        } catch (IOException e) {
            System.getLogger(Disks.class.getName())
                    .log(Level.ERROR, "The disk {0} could not be closed: {1}", disk.id(), e.getMessage());
        }
    }

    /** Flushes and closes all. Nothing may use them any more. */
    @Override
    public void close() {
        disks.forEach(Disks::close);
    }
}
