package org.vitrine.engine.storage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.image.work.Removal;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * The images behind a machine's disks: a snapshot keeps the present ones, and overlays in {@code layers/} take what is written from then on.
 *
 * <p>The configuration names an overlay before the guest writes to it, while it is empty still: so a kill at any moment leaves a configuration whose disks are what the
 * guest last saw. One thread at a time.
 */
public final class DiskLayers {
    private static final Logger LOG = System.getLogger(DiskLayers.class.getName());
    private static final String DIRECTORY = "layers";
    /** Bytes that are copied while a start waits for them. */
    private static final long SMALL = 64 << 20;

    private final MachineDirectory machine;
    private final Path layers;
    private final Supplier<List<StoredDisk>> disks;

    /** @param disks those that are written to, as they are at the time */
    public DiskLayers(MachineDirectory machine, Supplier<List<StoredDisk>> disks) {
        this.machine = machine;
        this.layers = machine.path().resolve(DIRECTORY);
        this.disks = disks;
    }

    /** What a snapshot that is taken now keeps. @throws SnapshotException if an image is not the machine's own */
    public List<Manifest.Disk> present() throws SnapshotException {
        List<Manifest.Disk> present = new ArrayList<>();
        for (StoredDisk disk : disks.get()) {
            Path file = disk.image().file().toAbsolutePath().normalize();
            if (!file.startsWith(machine.path())) {
                throw new SnapshotException(
                        "The disk \"%s\" lies outside of the machine's directory, so no snapshot can keep it; move %s to %s."
                                .formatted(disk.id(), file, machine.path()));
            }
            if (!Files.isRegularFile(file)) {
                throw new SnapshotException(
                        "The image %s of the disk \"%s\" is gone, so no snapshot can keep it; put it back first."
                                .formatted(file, disk.id()));
            }
            present.add(new Manifest.Disk(
                    disk.id(),
                    machine.path().relativize(file).toString(),
                    disk.image().format().id()));
        }
        return present;
    }

    /** Bytes that the images take which are written to now. */
    public long presentSpace() throws IOException {
        long sum = 0;
        for (StoredDisk disk : disks.get()) {
            sum += SnapshotStore.allocated(disk.image().file());
        }
        return sum;
    }

    /** A disk, what it was on, and the overlay that it is to be on. */
    private record Step(StoredDisk disk, StoredDisk.Image before, StoredDisk.Image overlay) {}

    /** New images, one for each disk, that the machine is to go over to. */
    public final class Change {
        private final List<Step> steps = new ArrayList<>();
        private final OverlayFiles overlays = new OverlayFiles(layers);
        private boolean written;
        private boolean snapshotWritten;

        @Nullable
        private UUID formerSnapshot;

        /** @param below what the overlay of each disk shows */
        private Change(Map<StoredDisk, StoredDisk.Image> below) throws IOException {
            boolean done = false;
            try {
                for (Map.Entry<StoredDisk, StoredDisk.Image> image : below.entrySet()) {
                    StoredDisk disk = image.getKey();
                    StoredDisk.Image overlay = overlays.add(disk.id(), image.getValue(), disk.size());
                    steps.add(new Step(disk, disk.image(), overlay));
                }
                done = true;
            } finally {
                if (!done) {
                    overlays.remove();
                }
            }
        }

        /** The configuration with the overlays behind its disks. */
        public MachineConfig behind(MachineConfig config) {
            return overlays.behind(config);
        }

        /** Writes the overlays' names into the configuration. */
        public void write() throws IOException {
            if (!steps.isEmpty()) {
                machine.edit(this::behind);
                written = true;
            }
        }

        /** Writes them, and that the machine grew out of a snapshot, at once. */
        public void write(UUID snapshot) throws IOException {
            machine.edit(config -> {
                formerSnapshot = config.snapshot();
                return behind(config).withSnapshot(snapshot);
            });
            written = true;
            snapshotWritten = true;
        }

        /** Puts the overlays on, while a guest stands still. @return what is below, to be flushed */
        public List<BlockNode> cover() throws IOException {
            List<BlockNode> below = new ArrayList<>();
            for (Step step : steps) {
                step.disk.cover(step.overlay.file()).ifPresent(below::add);
            }
            return below;
        }

        /** Opens the images anew, so that those that are covered are only read from now on, and others may read them too; a guest's requests wait for a moment. */
        public void reopen() throws IOException {
            for (Step step : steps) {
                step.disk.whileClosed(() -> {});
            }
        }

        /** Goes over to the overlays and what they show, while a guest stands still; if one cannot be opened, all are as they were. */
        public void switchOver() throws IOException {
            try {
                for (Step step : steps) {
                    step.disk.switchTo(step.overlay);
                }
            } catch (IOException e) {
                switchBack();
                throw e;
            }
        }

        public void switchBack() throws IOException {
            for (Step step : steps) {
                if (!step.disk.image().equals(step.before)) {
                    step.disk.switchTo(step.before);
                }
            }
        }

        /** Writes what the overlays have taken into what is below them, and goes back to that: for a snapshot that failed after the machine went over. */
        public void fold() throws IOException {
            for (Step step : steps) {
                if (step.disk.image().equals(step.overlay)) {
                    step.disk.exchange(
                            step.before, imageWork(() -> ImageWork.commit(step.overlay.file(), Progress.NONE)));
                }
            }
            undo();
        }

        /** Makes as if nothing had been: for what failed before the machine went over, or after it was switched back. */
        public void undo() throws IOException {
            if (written) {
                Map<String, StoredDisk.Image> former = new LinkedHashMap<>();
                steps.forEach(step -> former.put(step.disk.id(), step.before));
                machine.edit(config -> config.withDisks(config.disks().stream()
                        .map(disk -> withFormer(disk, former.get(disk.id())))
                        .toList()));
            }
            if (snapshotWritten) {
                machine.edit(config -> config.withSnapshot(formerSnapshot));
            }
            overlays.remove();
        }

        private static MachineConfig.Disk withFormer(MachineConfig.Disk disk, StoredDisk.@Nullable Image former) {
            return former == null
                    ? disk
                    : disk.withImage(former.file(), former.format().id());
        }

        /** Removes what the machine wrote to before, which nobody can return to. */
        public void removeFormer() throws IOException {
            for (Step step : steps) {
                if (step.before.file().startsWith(layers)) {
                    Files.deleteIfExists(step.before.file());
                }
            }
        }
    }

    /** Overlays over the present images. */
    public Change overPresent() throws IOException {
        return overPresent(disks.get());
    }

    /** Overlays over the present images of some disks. */
    public Change overPresent(List<? extends StoredDisk> some) throws IOException {
        Map<StoredDisk, StoredDisk.Image> below = new LinkedHashMap<>();
        some.forEach(disk -> below.put(disk, disk.image()));
        return new Change(below);
    }

    /** Overlays over a snapshot's images. @throws SnapshotException if the snapshot is of other disks */
    public Change over(SnapshotStore store, Manifest snapshot) throws IOException {
        Map<String, StoredDisk.Image> kept = imagesOf(store, snapshot);
        Map<StoredDisk, StoredDisk.Image> below = new LinkedHashMap<>();
        for (StoredDisk disk : disks.get()) {
            StoredDisk.Image image = kept.remove(disk.id());
            if (image == null) {
                throw otherDisks(snapshot);
            }
            below.put(disk, image);
        }
        if (!kept.isEmpty()) {
            throw otherDisks(snapshot);
        }
        return new Change(below);
    }

    /** The images that a snapshot keeps, by the disks' names. */
    static Map<String, StoredDisk.Image> imagesOf(SnapshotStore store, Manifest snapshot) throws IOException {
        Map<String, StoredDisk.Image> images = new LinkedHashMap<>();
        for (Manifest.Disk kept : snapshot.disks()) {
            ImageFormat format = ImageFormat.of(kept.format())
                    .orElseThrow(() -> new SnapshotException("The snapshot %s has a disk of the unknown format \"%s\"."
                            .formatted(snapshot.id(), kept.format())));
            images.put(kept.id(), new StoredDisk.Image(store.diskFile(snapshot, kept), format));
        }
        return images;
    }

    /** Overlays over a snapshot's images for a machine that need not have these disks now. */
    OverlayFiles overlaysOver(SnapshotStore store, Manifest snapshot) throws IOException {
        return OverlayFiles.over(layers, imagesOf(store, snapshot));
    }

    private static SnapshotException otherDisks(Manifest snapshot) {
        return new SnapshotException(
                "The snapshot %s is of a machine with other disks; give the machine those that it had."
                        .formatted(snapshot.id()));
    }

    /** Removes layers that neither a disk nor a snapshot shows any more: what a kill, or a removed snapshot, left. */
    public void sweep() throws IOException {
        if (!Files.isDirectory(layers)) {
            return;
        }
        LayerUse use = LayerUse.of(machine, disks.get());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layers)) {
            for (Path layer : files) {
                if (!use.isShown(layer)) {
                    Files.delete(layer);
                }
            }
        }
    }

    /**
     * Ends what a kill interrupted. An overlay for whose sake no snapshot came to be is written into the image below, which is the disk's again; an image that no snapshot
     * keeps any more is taken into the one that shows it. What would take long is left for the next removal of a snapshot.
     */
    public void tidy() throws IOException {
        if (!Files.isDirectory(layers)) {
            return;
        }
        for (StoredDisk disk : disks.get()) {
            while (foldUnkept(disk)) {
                LOG.log(
                        Level.INFO,
                        "An overlay of the disk {0} was left by a snapshot that never came to be",
                        disk.id());
            }
        }
        mergeWhere(image -> image.startsWith(layers) && isSmall(image), Progress.NONE);
    }

    private boolean foldUnkept(StoredDisk disk) throws IOException {
        StoredDisk.Image overlay = disk.image();
        List<Path> chain = disk.chain();
        if (chain.size() < 2
                || !overlay.file().startsWith(layers)
                || !chain.get(1).startsWith(machine.path())
                || !isSmall(overlay.file())
                || !LayerUse.of(machine, disks.get()).isOnlyBehind(overlay.file(), chain.get(1))) {
            return false;
        }
        ImageFormat[] format = new ImageFormat[1];
        disk.whileClosed(() -> format[0] = OverlayFiles.formatBelow(overlay.file()));
        StoredDisk.Image below = new StoredDisk.Image(chain.get(1), format[0]);
        disk.exchange(below, imageWork(() -> ImageWork.commit(overlay.file(), Progress.NONE)));
        machine.edit(config -> config.withDisks(config.disks().stream()
                .map(one -> one.id().equals(disk.id())
                        ? one.withImage(below.file(), below.format().id())
                        : one)
                .toList()));
        Files.deleteIfExists(overlay.file());
        return true;
    }

    private static boolean isSmall(Path image) {
        try {
            return SnapshotStore.allocated(image) <= SMALL;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes images that no snapshot keeps any more and only one other image shows, which takes what they hold. The machine may run: its requests wait for moments.
     *
     * @param gone the snapshot that is no more, whose images may go, as all in {@code layers/} may; what else lies behind a disk is the user's
     * @throws IOException if an image cannot be read or written; every disk's content is what it was
     */
    public void merge(Manifest gone, Progress progress) throws IOException {
        Set<Path> former = new HashSet<>();
        for (Manifest.Disk disk : gone.disks()) {
            former.add(machine.snapshots().diskFile(gone, disk));
        }
        mergeWhere(image -> image.startsWith(layers) || former.contains(image), progress);
    }

    private void mergeWhere(Predicate<Path> mayGo, Progress progress) throws IOException {
        for (Optional<Path> overlay = LayerUse.of(machine, disks.get()).mergeable(mayGo);
                overlay.isPresent();
                overlay = LayerUse.of(machine, disks.get()).mergeable(mayGo)) {
            removeBelow(overlay.get(), progress);
        }
    }

    private void removeBelow(Path overlay, Progress progress) throws IOException {
        Optional<StoredDisk> user = Optional.empty();
        for (StoredDisk disk : disks.get()) {
            user = disk.chain().contains(overlay) ? Optional.of(disk) : user;
        }
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

    private static StoredDisk.Work imageWork(ImageStep step) {
        return () -> {
            try {
                step.run();
            } catch (ImageException e) {
                throw new SnapshotException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private static void work(Optional<StoredDisk> user, ImageStep step) throws IOException {
        if (user.isPresent()) {
            user.get().whileClosed(imageWork(step));
        } else {
            imageWork(step).run();
        }
    }
}
