package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.chain.GuessedRaw;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.raw.FileNode;

/** The hard disks of a machine with their images, locked while it exists. Any thread. */
final class Disks implements AutoCloseable {
    /** So many requests of one disk are carried out at once. */
    private static final int WORKERS = 8;

    private final List<Entry> entries;

    private record Entry(MachineConfig.Disk config, LayeredDisk layered) {
        GuestDisk disk() {
            return layered.disk();
        }
    }

    private Disks(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Opens the images.
     *
     * @param failures hears of what pauses the machine
     * @throws MachineException if one cannot be used; none is open then
     */
    static Disks open(List<MachineConfig.Disk> configs, GuestDisk.FailureListener failures) throws MachineException {
        List<Entry> entries = new ArrayList<>();
        try {
            for (MachineConfig.Disk config : configs) {
                entries.add(open(config, failures));
            }
            return new Disks(entries);
        } catch (MachineException e) {
            new Disks(entries).close();
            throw e;
        }
    }

    private static Entry open(MachineConfig.Disk config, GuestDisk.FailureListener failures) throws MachineException {
        Optional<ImageFormat> wanted = format(config);
        CacheMode cache = CacheMode.valueOf(config.cache().name());
        try {
            ImageFormat format = wanted.isPresent() ? wanted.get() : guess(config);
            BlockNode image = Images.open(config.file(), config.readOnly(), Optional.of(format), cache);
            BlockNode node = wanted.isEmpty() && format == ImageFormat.RAW ? new GuessedRaw(image) : image;
            BlockQueue queue = new BlockQueue(config.id(), node, WORKERS);
            boolean writeCache = cache != CacheMode.WRITETHROUGH;
            GuestDisk disk = new GuestDisk(config.id(), queue, writeCache, failures);
            return new Entry(config, new LayeredDisk(disk, cache, new LayeredDisk.Image(config.file(), format)));
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

    /** Those that hang on a bus, in order. */
    List<GuestDisk> at(MachineConfig.Disk.Bus bus) {
        return entries.stream()
                .filter(entry -> entry.config.bus() == bus)
                .map(Entry::disk)
                .toList();
    }

    /** The place of a disk in the order of booting, or null. */
    @Nullable
    Integer bootIndex(String id) {
        for (Entry entry : entries) {
            if (entry.config.id().equals(id)) {
                return entry.config.bootIndex();
            }
        }
        return null;
    }

    /** Those that the guest can write to. */
    List<LayeredDisk> writable() {
        return entries.stream()
                .filter(entry -> !entry.config.readOnly())
                .map(Entry::layered)
                .toList();
    }

    /** How they stand. */
    List<StorageControl.DiskInfo> all() {
        return entries.stream()
                .map(entry -> new StorageControl.DiskInfo(
                        entry.disk().id(),
                        entry.layered.image().file(),
                        entry.layered.image().format().id(),
                        entry.disk().size(),
                        entry.disk().isReadOnly(),
                        backingDepth(entry.disk().node()),
                        entry.config.cache(),
                        entry.disk().status()))
                .toList();
    }

    private static int backingDepth(BlockNode node) {
        int depth = 0;
        for (Optional<BlockNode> next = node.backing();
                next.isPresent();
                next = next.get().backing()) {
            depth++;
        }
        return depth;
    }

    /** Flushes and closes all. Nothing may use them any more. */
    @Override
    public void close() {
        for (Entry entry : entries) {
            try {
                entry.disk().close();
            } catch (IOException e) {
                System.getLogger(Disks.class.getName())
                        .log(
                                Level.ERROR,
                                "The disk {0} could not be closed: {1}",
                                entry.disk().id(),
                                e.getMessage());
            }
        }
    }
}
