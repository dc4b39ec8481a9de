package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.LinkedClones;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * Makes a machine that begins as another one is, or was in a snapshot, and is somebody else: off, with a UUID, MAC addresses and UEFI variables of its own. It appears
 * in one moment, so that a kill leaves nothing of it or all. A linked one is in its parent's index before it appears ({@link LinkedClones}).
 *
 * <p>The images that are read must not be written to meanwhile: a snapshot's are not, whoever runs; a machine's present ones are not while it is off.
 */
public final class Cloning {
    private final MachineDirectory parent;
    private final MachineConfig config;
    private final Map<String, StoredDisk.Image> images;
    private final Optional<byte[]> variables;
    private final CloneOrder order;

    private Cloning(
            MachineDirectory parent,
            MachineConfig config,
            Map<String, StoredDisk.Image> images,
            Optional<byte[]> variables,
            CloneOrder order) {
        this.parent = parent;
        this.config = config;
        this.images = images;
        this.variables = variables;
        this.order = order;
    }

    /** From a snapshot. @throws SnapshotException if there is none */
    public static Cloning ofSnapshot(MachineDirectory parent, CloneOrder order) throws IOException {
        SnapshotStore store = parent.snapshots();
        Manifest snapshot = store.read(order.snapshot().orElseThrow());
        MachineConfig present = parent.config();
        MachineConfig then = parent.configOf(store, snapshot).orElse(present);
        return new Cloning(
                parent,
                Reversion.present(then, present),
                DiskLayers.imagesOf(store, snapshot),
                Variables.of(store, snapshot),
                order);
    }

    /** From what a machine that is off has now. */
    static Cloning ofPresent(MachineDirectory parent, CloneOrder order) throws IOException {
        MachineConfig config = parent.config();
        Map<String, StoredDisk.Image> images = new LinkedHashMap<>();
        for (StoredDisk disk : ClosedDisk.of(config)) {
            images.put(disk.id(), disk.image());
        }
        return new Cloning(parent, config, images, Variables.of(config, parent.path()), order);
    }

    /** Makes it. @throws IOException if it cannot be made; nothing is left of it then */
    public void run(Progress progress) throws IOException {
        LinkedClones clones = parent.clones();
        boolean done = false;
        try (ClonePlace place = ClonePlace.make(order.directory())) {
            MachineConfig clone = CloneIdentity.give(config, order);
            clone = order.linked() ? linkDisks(clone, place.path()) : copyDisks(clone, place.path(), progress);
            clone = ownFiles(clone, place.path());
            clone = ownVariables(clone, place.path());
            write(clone, place.path());
            if (order.linked()) {
                clones.put(entry(false));
            }
            place.appear();
            done = true;
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        } finally {
            if (!done && order.linked()) {
                clones.remove(order.uuid());
            }
        }
        if (order.linked()) {
            clones.put(entry(true));
        }
    }

    private LinkedClone entry(boolean whole) {
        return new LinkedClone(
                order.uuid(),
                order.name(),
                order.directory(),
                order.snapshot(),
                images.values().stream().map(StoredDisk.Image::file).toList(),
                whole);
    }

    /** Each disk is an empty overlay on the parent's image. */
    private MachineConfig linkDisks(MachineConfig clone, Path place) throws ImageException, IOException {
        List<MachineConfig.Disk> disks = new ArrayList<>();
        for (MachineConfig.Disk disk : clone.disks()) {
            StoredDisk.Image image = images.get(disk.id());
            if (image == null) {
                disks.add(disk);
                continue;
            }
            long size;
            try (BlockNode node = Images.open(image.file(), true, Optional.of(image.format()))) {
                size = node.size();
            }
            Path overlay = place.resolve(disk.id() + ".qcow2");
            OverlayFiles.create(overlay, backingName(image.file()), image.format(), size);
            disks.add(disk.withImage(overlay, ImageFormat.QCOW2.id()));
        }
        return clone.withDisks(disks);
    }

    /** Relative where both machines lie in one folder, so that this can be moved. The place and the clone's directory lie in the same. */
    private String backingName(Path image) {
        Path absolute = image.toAbsolutePath().normalize();
        Path library = DurableFile.directoryOf(order.directory());
        return absolute.startsWith(library)
                ? order.directory()
                        .toAbsolutePath()
                        .normalize()
                        .relativize(absolute)
                        .toString()
                : absolute.toString();
    }

    private MachineConfig copyDisks(MachineConfig clone, Path place, Progress progress)
            throws ImageException, IOException {
        List<MachineConfig.Disk> disks = new ArrayList<>();
        long total = 0;
        for (MachineConfig.Disk disk : clone.disks()) {
            total += isCopied(disk) ? size(image(disk)) : 0;
        }
        long before = 0;
        for (MachineConfig.Disk disk : clone.disks()) {
            if (!isCopied(disk)) {
                disks.add(disk);
                continue;
            }
            StoredDisk.Image image = image(disk);
            long done = before;
            long all = total;
            disks.add(copy(disk, image, place, (at, size) -> progress.at(done + at, all)));
            before += size(image);
        }
        return clone.withDisks(disks);
    }

    /** What is only read, and not the parent's own, both can use. */
    private boolean isCopied(MachineConfig.Disk disk) {
        return !disk.readOnly() || isParents(disk.file());
    }

    private StoredDisk.Image image(MachineConfig.Disk disk) throws SnapshotException {
        StoredDisk.Image image = images.get(disk.id());
        return image != null ? image : ClosedDisk.imageOf(disk);
    }

    private static long size(StoredDisk.Image image) throws ImageException, IOException {
        try (BlockNode node = Images.open(image.file(), true, Optional.of(image.format()))) {
            return node.size();
        }
    }

    /** What was raw stays so; all else becomes qcow2. */
    private static MachineConfig.Disk copy(
            MachineConfig.Disk disk, StoredDisk.Image image, Path place, Progress progress)
            throws ImageException, IOException {
        Optional<ImageFormat> format = Optional.of(image.format());
        if (image.format() == ImageFormat.RAW) {
            Path copy = place.resolve(disk.id() + ".raw");
            ImageWork.convertToRaw(image.file(), format, copy, false, progress);
            return disk.withImage(copy, ImageFormat.RAW.id());
        }
        Path copy = place.resolve(disk.id() + ".qcow2");
        ImageWork.convertToQcow2(image.file(), format, copy, Qcow2Options.ofSize(0), false, false, progress);
        return disk.withImage(copy, ImageFormat.QCOW2.id());
    }

    private boolean isParents(Path file) {
        return file.toAbsolutePath().normalize().startsWith(parent.path());
    }

    /** Files in the parent's directory that are not disks: the clone has copies of them; a linked one uses the parent's. */
    private MachineConfig ownFiles(MachineConfig clone, Path place) throws IOException {
        List<MachineConfig.Optical> drives = new ArrayList<>();
        for (MachineConfig.Optical drive : clone.optical()) {
            drives.add(drive.medium() == null ? drive : drive.withMedium(own(drive.medium(), place)));
        }
        MachineConfig.LinuxBoot linux = clone.linux();
        MachineConfig owning = clone.withOptical(drives);
        if (linux != null) {
            owning = owning.withLinux(new MachineConfig.LinuxBoot(
                    own(linux.kernel(), place),
                    linux.initrd() == null ? null : own(linux.initrd(), place),
                    linux.commandLine()));
        }
        return isParentsSerial(owning)
                ? owning.withSerial(
                        place.resolve(fileName(Path.of(owning.serial()))).toString())
                : owning;
    }

    private boolean isParentsSerial(MachineConfig clone) {
        return clone.serial().startsWith("/") && isParents(Path.of(clone.serial()));
    }

    private static Path fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? file : name;
    }

    private Path own(Path file, Path place) throws IOException {
        if (!isParents(file) || order.linked()) {
            return file;
        }
        Path copy = place.resolve(fileName(file));
        if (!Files.exists(copy)) {
            Files.copy(file, copy);
            sync(copy);
        }
        return copy;
    }

    private MachineConfig ownVariables(MachineConfig clone, Path place) throws IOException {
        MachineConfig owning = clone.withFirmware(clone.firmware().withVariables(null));
        if (variables.isPresent()) {
            DurableFile.write(Variables.fileOf(owning, place), variables.get());
        }
        return owning;
    }

    private static void sync(Path file) throws IOException {
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Paths in the place become relative, and are right when it has the clone's name. */
    private static void write(MachineConfig clone, Path place) throws IOException {
        try {
            MachineConfigFile.write(place.resolve(MachineDirectory.CONFIGURATION), clone);
        } catch (ConfigException e) {
            throw new SnapshotException("The clone cannot be made: " + e.getMessage(), e);
        }
    }

    /** Settles what a killed process left in the index: a clone that never appeared is forgotten. */
    static void sweep(MachineDirectory parent) throws IOException {
        for (LinkedClone clone : parent.clones().all()) {
            if (clone.whole() || ClonePlace.isBeingMade(clone.directory())) {
                continue;
            }
            if (Files.exists(clone.directory().resolve(MachineDirectory.CONFIGURATION))) {
                parent.clones().put(clone.withWhole(true));
            } else {
                parent.clones().remove(clone.uuid());
            }
        }
    }
}
