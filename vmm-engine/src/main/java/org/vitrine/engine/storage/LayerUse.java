package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.BackingName;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/** Who shows which image: the reverse of what images and snapshots name. Paths are absolute. */
final class LayerUse {
    private final Set<Path> kept = new HashSet<>();
    /** Each image, and the overlays right on it. */
    private final Map<Path, Set<Path>> overlays = new HashMap<>();

    private LayerUse() {}

    /** @throws IOException if a snapshot or an image cannot be read, so that nothing is taken for unused */
    static LayerUse of(MachineDirectory machine, List<StoredDisk> disks) throws IOException {
        SnapshotStore store = machine.snapshots();
        SnapshotStore.Listing listing = store.list();
        if (!listing.damaged().isEmpty()) {
            throw new SnapshotException("No layer is removed while a snapshot cannot be read: "
                    + listing.damaged().values().iterator().next());
        }
        LayerUse use = new LayerUse();
        for (StoredDisk disk : disks) {
            List<Path> chain = disk.chain();
            use.addChain(chain);
            use.kept.add(chain.getFirst());
        }
        for (MachineConfig.Disk disk : machine.config().disks()) {
            // Not always one that a disk shows first: a run whose changes are thrown away has overlays on these.
            Path image = absolute(disk.file());
            if (!use.kept.contains(image) && Files.exists(image)) {
                use.kept.add(image);
                use.follow(image);
            }
        }
        for (Manifest snapshot : listing.snapshots()) {
            for (Manifest.Disk disk : snapshot.disks()) {
                Path image = absolute(store.diskFile(snapshot, disk));
                use.kept.add(image);
                use.follow(image);
            }
        }
        for (LinkedClone clone : machine.clones().all()) {
            for (Path image : clone.images()) {
                use.kept.add(absolute(image));
                use.follow(absolute(image));
            }
        }
        return use;
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private void addChain(List<Path> chain) {
        for (int i = 0; i < chain.size(); i++) {
            Set<Path> above = overlays.computeIfAbsent(chain.get(i), image -> new HashSet<>());
            if (i > 0) {
                above.add(chain.get(i - 1));
            }
        }
    }

    /** Adds an image that is not open, and all below it; what is there already has had that done. A chain has a thousand images at most. */
    private void follow(Path image) throws IOException {
        if (overlays.putIfAbsent(image, new HashSet<>()) != null) {
            return;
        }
        Optional<Path> below;
        try {
            below = below(image);
        } catch (ImageException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
        if (below.isPresent()) {
            follow(below.get());
            overlays.computeIfAbsent(below.get(), path -> new HashSet<>()).add(image);
        }
    }

    private static Optional<Path> below(Path image) throws ImageException, IOException {
        try (FileNode file = FileNode.open(image, true)) {
            if (ImageFormat.guess(file) != ImageFormat.QCOW2) {
                return Optional.empty();
            }
            Optional<String> name = Qcow2Info.read(file).backing();
            return name.isEmpty() ? Optional.empty() : Optional.of(absolute(BackingName.resolve(image, name.get())));
        }
    }

    boolean isShown(Path image) {
        return overlays.containsKey(absolute(image));
    }

    /** Whether no snapshot keeps an image, and one overlay alone shows it. */
    boolean isOnlyBehind(Path overlay, Path image) {
        return !kept.contains(absolute(image))
                && overlays.getOrDefault(absolute(image), Set.of()).equals(Set.of(absolute(overlay)));
    }

    /** An overlay whose backing file, one of those that may go, no snapshot keeps and nobody else shows. */
    Optional<Path> mergeable(Predicate<Path> mayGo) {
        return overlays.entrySet().stream()
                .filter(image -> mayGo.test(image.getKey()))
                .filter(image ->
                        !kept.contains(image.getKey()) && image.getValue().size() == 1)
                .map(image -> image.getValue().iterator().next())
                .findFirst();
    }
}
