package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.image.work.Removal;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * The images behind a machine's disks: a snapshot keeps the present ones, and overlays in {@code layers/} take what is written from then on.
 *
 * <p>The configuration names an overlay before the guest writes to it, while it is empty still: so a kill at any moment leaves a configuration whose disks are what the
 * guest last saw. One thread at a time.
 */
final class DiskLayers {
    private static final String DIRECTORY = "layers";

    private final Path machineFile;
    private final Path machineDirectory;
    private final List<LayeredDisk> disks;

    DiskLayers(Path machineFile, List<LayeredDisk> disks) {
        this.machineFile = machineFile;
        this.machineDirectory = DurableFile.directoryOf(machineFile);
        this.disks = disks;
    }

    /** What a snapshot that is taken now keeps. @throws SnapshotException if an image is not the machine's own */
    List<Manifest.Disk> present() throws SnapshotException {
        List<Manifest.Disk> present = new ArrayList<>();
        for (LayeredDisk disk : disks) {
            Path file = disk.image().file().toAbsolutePath().normalize();
            if (!file.startsWith(machineDirectory)) {
                throw new SnapshotException(
                        "The disk \"%s\" lies outside of the machine's directory, so no snapshot can keep it; move %s to %s."
                                .formatted(disk.disk().id(), file, machineDirectory));
            }
            present.add(new Manifest.Disk(
                    disk.disk().id(),
                    machineDirectory.relativize(file).toString(),
                    disk.image().format().id()));
        }
        return present;
    }

    /** A disk, what it was on, and the overlay that it is to be on. */
    private record Step(LayeredDisk disk, LayeredDisk.Image before, LayeredDisk.Image overlay) {}

    /** New images, one for each disk, that the machine is to go over to. */
    final class Change {
        private final List<Step> steps = new ArrayList<>();
        /** What the configuration said; empty until it says something else. */
        private List<MachineConfig.Disk> former = List.of();

        /** @param below what the overlay of each disk shows, in the disks' order */
        private Change(List<LayeredDisk.Image> below) throws IOException {
            try {
                for (int i = 0; i < below.size(); i++) {
                    LayeredDisk disk = disks.get(i);
                    steps.add(new Step(disk, disk.image(), overlayOver(disk, below.get(i))));
                }
            } catch (IOException e) {
                removeOverlays();
                throw e;
            }
        }

        /** Writes the overlays' names into the configuration. */
        void write() throws IOException {
            if (steps.isEmpty()) {
                return;
            }
            Map<String, LayeredDisk.Image> images = new HashMap<>();
            steps.forEach(step -> images.put(step.disk.disk().id(), step.overlay));
            edit(config -> {
                former = config.disks();
                return config.withDisks(former.stream()
                        .map(disk -> Optional.ofNullable(images.get(disk.id()))
                                .map(image -> disk.withImage(
                                        image.file(), image.format().id()))
                                .orElse(disk))
                        .toList());
            });
        }

        /** Puts the overlays on, while the guest stands still. @return what is below, to be flushed */
        List<BlockNode> cover() throws IOException {
            List<BlockNode> below = new ArrayList<>();
            for (Step step : steps) {
                below.add(step.disk.cover(step.overlay.file()));
            }
            return below;
        }

        /** Goes over to the overlays and what they show, while the guest stands still; if one cannot be opened, all are as they were. */
        void switchOver() throws IOException {
            try {
                for (Step step : steps) {
                    step.disk.switchTo(step.overlay);
                }
            } catch (IOException e) {
                switchBack();
                throw e;
            }
        }

        void switchBack() throws IOException {
            for (Step step : steps) {
                if (!step.disk.image().equals(step.before)) {
                    step.disk.switchTo(step.before);
                }
            }
        }

        /** Makes as if nothing had been: for what failed before the machine went over, or after it was switched back. */
        void undo() throws IOException {
            if (!former.isEmpty()) {
                edit(config -> config.withDisks(former));
            }
            removeOverlays();
        }

        /** Removes what the machine wrote to before, which nobody can return to. */
        void removeFormer() throws IOException {
            for (Step step : steps) {
                if (step.before.file().startsWith(machineDirectory.resolve(DIRECTORY))) {
                    Files.deleteIfExists(step.before.file());
                }
            }
        }

        private void removeOverlays() throws IOException {
            for (Step step : steps) {
                Files.deleteIfExists(step.overlay.file());
            }
        }
    }

    /** Overlays over the present images. */
    Change overPresent() throws IOException {
        return new Change(disks.stream().map(LayeredDisk::image).toList());
    }

    /** Overlays over a snapshot's images. @throws SnapshotException if the snapshot is of other disks */
    Change over(SnapshotStore store, Manifest snapshot) throws IOException {
        List<LayeredDisk.Image> below = new ArrayList<>();
        for (LayeredDisk disk : disks) {
            Manifest.Disk kept = snapshot.disks().stream()
                    .filter(one -> one.id().equals(disk.disk().id()))
                    .findFirst()
                    .orElseThrow(() -> otherDisks(snapshot));
            ImageFormat format = ImageFormat.of(kept.format())
                    .orElseThrow(() -> new SnapshotException("The snapshot %s has a disk of the unknown format \"%s\"."
                            .formatted(snapshot.id(), kept.format())));
            below.add(new LayeredDisk.Image(store.diskFile(snapshot, kept), format));
        }
        if (snapshot.disks().size() != disks.size()) {
            throw otherDisks(snapshot);
        }
        return new Change(below);
    }

    private static SnapshotException otherDisks(Manifest snapshot) {
        return new SnapshotException(
                "The snapshot %s is of a machine with other disks; give the machine those that it had."
                        .formatted(snapshot.id()));
    }

    private LayeredDisk.Image overlayOver(LayeredDisk disk, LayeredDisk.Image below) throws IOException {
        Path directory = machineDirectory.resolve(DIRECTORY);
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path overlay = directory.resolve(
                "%s-%s.qcow2".formatted(disk.disk().id(), UUID.randomUUID().toString()));
        String name =
                directory.relativize(below.file().toAbsolutePath().normalize()).toString();
        Path beside = overlay.resolveSibling("." + overlay.getFileName() + ".new");
        try (FileNode file = FileNode.create(beside)) {
            Qcow2Creator.create(
                    file,
                    Qcow2Options.ofSize(disk.disk().size())
                            .over(name, below.format().id()));
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
        try (DiskFile file = DiskFile.open(beside.toString(), false)) {
            file.sync();
        }
        DurableFile.rename(beside, overlay);
        return new LayeredDisk.Image(overlay, ImageFormat.QCOW2);
    }

    /** Removes layers that neither a disk nor a snapshot shows any more: what a kill, or a removed snapshot, left. */
    void sweep(SnapshotStore store) throws IOException {
        Path directory = machineDirectory.resolve(DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return;
        }
        LayerUse use = LayerUse.of(store, disks);
        try (DirectoryStream<Path> layers = Files.newDirectoryStream(directory)) {
            for (Path layer : layers) {
                if (!use.isShown(layer)) {
                    Files.delete(layer);
                }
            }
        }
    }

    /**
     * Removes images that no snapshot keeps any more and only one other image shows, which takes what they hold. The machine may run: its requests wait for moments.
     *
     * @param gone the snapshot that is no more, whose images may go, as all in {@code layers/} may; what else lies behind a disk is the user's
     * @throws IOException if an image cannot be read or written; every disk's content is what it was
     */
    void merge(SnapshotStore store, Manifest gone, Progress progress) throws IOException {
        Set<Path> former = new HashSet<>();
        for (Manifest.Disk disk : gone.disks()) {
            former.add(store.diskFile(gone, disk));
        }
        Path directory = machineDirectory.resolve(DIRECTORY);
        Predicate<Path> mayGo = image -> image.startsWith(directory) || former.contains(image);
        for (Optional<Path> overlay = LayerUse.of(store, disks).mergeable(mayGo);
                overlay.isPresent();
                overlay = LayerUse.of(store, disks).mergeable(mayGo)) {
            removeBelow(overlay.get(), progress);
        }
    }

    private void removeBelow(Path overlay, Progress progress) throws IOException {
        Optional<LayeredDisk> user =
                disks.stream().filter(disk -> disk.chain().contains(overlay)).findFirst();
        Removal[] removal = new Removal[1];
        work(user, () -> removal[0] = Removal.below(overlay));
        while (!removal[0].isDone()) {
            progress.at(removal[0].position(), removal[0].size());
            work(user, removal[0]::step);
        }
        Files.deleteIfExists(removal[0].image());
    }

    private interface ImageStep {
        void run() throws ImageException, IOException;
    }

    private static void work(Optional<LayeredDisk> user, ImageStep step) throws IOException {
        LayeredDisk.Work work = () -> {
            try {
                step.run();
            } catch (ImageException e) {
                throw new SnapshotException(String.valueOf(e.getMessage()), e);
            }
        };
        if (user.isPresent()) {
            user.get().whileClosed(work);
        } else {
            work.run();
        }
    }

    /** Notes which snapshot the machine's present state grew out of. */
    void grownOutOf(Optional<UUID> snapshot) throws IOException {
        edit(config -> config.withSnapshot(snapshot.orElse(null)));
    }

    private void edit(UnaryOperator<MachineConfig> change) throws IOException {
        try {
            MachineConfigFile.write(machineFile, change.apply(MachineConfigFile.read(machineFile)));
        } catch (ConfigException e) {
            throw new SnapshotException("The machine's configuration cannot be changed: " + e.getMessage(), e);
        }
    }
}
