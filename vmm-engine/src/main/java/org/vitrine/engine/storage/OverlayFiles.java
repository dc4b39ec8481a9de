package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.snapshot.SnapshotException;

/** Empty overlays that a machine is about to go over to, one for each disk by its name. Nobody shows them yet; they are removed by {@link #remove}, or by the next sweep. */
final class OverlayFiles {
    private final Path directory;
    private final Map<String, StoredDisk.Image> byDisk = new LinkedHashMap<>();

    /** @param directory where they are to be, made if it is not there */
    OverlayFiles(Path directory) {
        this.directory = directory;
    }

    /** Makes overlays on images, by the disks' names, all or none. */
    static OverlayFiles over(Path directory, Map<String, StoredDisk.Image> below) throws IOException {
        OverlayFiles overlays = new OverlayFiles(directory);
        boolean done = false;
        try {
            for (Map.Entry<String, StoredDisk.Image> image : below.entrySet()) {
                overlays.add(image.getKey(), image.getValue(), sizeOf(image.getValue()));
            }
            done = true;
        } finally {
            if (!done) {
                overlays.remove();
            }
        }
        return overlays;
    }

    private static long sizeOf(StoredDisk.Image image) throws IOException {
        try (BlockNode node = Images.open(image.file(), true, Optional.of(image.format()))) {
            return node.size();
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Makes one more. @param size of the disk, in bytes */
    StoredDisk.Image add(String disk, StoredDisk.Image below, long size) throws IOException {
        Path overlay = directory.resolve("%s-%s.qcow2".formatted(disk, UUID.randomUUID()));
        create(overlay, relative(below.file()), below.format(), size);
        StoredDisk.Image image = new StoredDisk.Image(overlay, ImageFormat.QCOW2);
        byDisk.put(disk, image);
        return image;
    }

    private String relative(Path image) {
        return directory.relativize(image.toAbsolutePath().normalize()).toString();
    }

    /**
     * Makes an overlay that is there whole or not at all.
     *
     * @param name of the backing file, as it is to stand in the overlay
     */
    static void create(Path overlay, String name, ImageFormat format, long size) throws IOException {
        Path beside = overlay.resolveSibling("." + overlay.getFileName() + ".new");
        Files.createDirectories(
                DurableFile.directoryOf(overlay),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileNode file = FileNode.create(beside)) {
            Qcow2Creator.create(file, Qcow2Options.ofSize(size).over(name, format.id()));
        } catch (ImageException e) {
            Files.deleteIfExists(beside);
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
        try (DiskFile file = DiskFile.open(beside.toString(), false)) {
            file.sync();
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "%s cannot be written: %s.".formatted(overlay, e.errno().words()), e);
        }
        DurableFile.rename(beside, overlay);
    }

    /** The format of the image that an overlay of this class is over. Nobody has it open to write. */
    static ImageFormat formatBelow(Path overlay) throws IOException {
        try (FileNode file = FileNode.open(overlay, true)) {
            return Qcow2Info.read(file)
                    .backingFormat()
                    .flatMap(ImageFormat::of)
                    .orElseThrow(() -> new SnapshotException("%s does not say what it is over.".formatted(overlay)));
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The configuration with the overlays behind its disks. */
    MachineConfig behind(MachineConfig config) {
        return config.withDisks(config.disks().stream()
                .map(disk -> Optional.ofNullable(byDisk.get(disk.id()))
                        .map(image ->
                                disk.withImage(image.file(), image.format().id()))
                        .orElse(disk))
                .toList());
    }

    void remove() throws IOException {
        for (StoredDisk.Image image : byDisk.values()) {
            Files.deleteIfExists(image.file());
        }
    }
}
