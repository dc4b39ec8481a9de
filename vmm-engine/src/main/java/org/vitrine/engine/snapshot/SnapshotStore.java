package org.vitrine.engine.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.FileTree;
import org.vitrine.engine.linux.LinuxException;

/**
 * A machine's snapshots: {@code snapshots/<uuid>/} in its directory, each with a {@code manifest.json}. One is made under a hidden name, whose change is the moment
 * from which it exists; it ends by the opposite change. So a kill leaves all of it or nothing, but for hidden directories that {@link #sweep} removes.
 *
 * <p>One writer at a time: whoever owns the machine. Any thread may read.
 */
public final class SnapshotStore {
    /** The file with the memory regions, which running machines may have mapped: it is never written again, only removed. */
    public static final String MEMORY = "memory";

    /** The directory of a machine's snapshots. */
    public static final String SNAPSHOTS = "snapshots";

    /** The directory of the state that a machine was saved in, as if it were a snapshot: one or none. */
    public static final String SAVED = "saved";

    static final String MANIFEST = "manifest.json";
    static final String COMING = ".new-";
    private static final String GOING = ".old-";

    private final Path machineDirectory;
    private final Path directory;

    /** @param machineDirectory of the machine's configuration @param name of the directory in it */
    public SnapshotStore(Path machineDirectory, String name) {
        this.machineDirectory = machineDirectory.toAbsolutePath().normalize();
        this.directory = this.machineDirectory.resolve(name);
    }

    /**
     * What there is.
     *
     * @param snapshots oldest first
     * @param damaged what is wrong with each of those that cannot be read, by the directory's name
     */
    public record Listing(List<Manifest> snapshots, Map<String, String> damaged) {
        /** The snapshots right below one. */
        public List<Manifest> childrenOf(UUID id) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.parent().equals(Optional.of(id)))
                    .toList();
        }
    }

    public Listing list() throws IOException {
        List<Manifest> snapshots = new ArrayList<>();
        Map<String, String> damaged = new HashMap<>();
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(".")) {
                continue;
            }
            try {
                snapshots.add(readManifest(entry));
            } catch (SnapshotException e) {
                damaged.put(name, String.valueOf(e.getMessage()));
            }
        }
        lift(snapshots);
        snapshots.sort(Comparator.comparing(Manifest::created).thenComparing(Manifest::id));
        return new Listing(List.copyOf(snapshots), Map.copyOf(damaged));
    }

    /** Those below a snapshot whose deletion is not finished are below its parent already. */
    private void lift(List<Manifest> snapshots) throws IOException {
        Map<UUID, Optional<UUID>> gone = new HashMap<>();
        going().forEach(one -> gone.put(one.id(), one.parent()));
        snapshots.replaceAll(snapshot -> {
            Optional<UUID> parent = snapshot.parent();
            for (int i = 0; i <= gone.size() && parent.isPresent() && gone.containsKey(parent.get()); i++) {
                parent = gone.getOrDefault(parent.get(), Optional.empty());
            }
            return parent.equals(snapshot.parent()) ? snapshot : snapshot.withParent(parent);
        });
    }

    private List<Path> entries() throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            // A machine without snapshots.
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** @throws SnapshotException if there is none, or it is damaged */
    public Manifest read(UUID id) throws IOException {
        return readManifest(directory.resolve(id.toString()));
    }

    private Manifest readManifest(Path entry) throws IOException {
        Path file = entry.resolve(MANIFEST);
        try {
            Manifest manifest = ManifestFile.read(bounded(file, ManifestFile.MAX_BYTES));
            if (!String.valueOf(entry.getFileName()).endsWith(manifest.id().toString())) {
                throw new SnapshotException("Its manifest is another's.");
            }
            return manifest;
        } catch (NoSuchFileException e) {
            throw new SnapshotException("There is no snapshot %s.".formatted(entry.getFileName()), e);
        } catch (SnapshotException e) {
            throw unusable(entry.getFileName(), e);
        }
    }

    private static SnapshotException unusable(Object which, SnapshotException why) {
        return new SnapshotException("The snapshot %s cannot be used. %s".formatted(which, why.getMessage()), why);
    }

    private static byte[] bounded(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new SnapshotException("%s is too long.".formatted(file.getFileName()));
            }
            return bytes;
        }
    }

    /** The content of one of a snapshot's small files. @throws SnapshotException if it is not what was written */
    public byte[] content(Manifest snapshot, String name) throws IOException {
        Manifest.Content expected = snapshot.files().get(name);
        if (expected == null) {
            throw unusable(snapshot.id(), new SnapshotException("It has no %s.".formatted(name)));
        }
        byte[] bytes;
        try {
            bytes = bounded(directoryOf(snapshot).resolve(name), Sections.MAX_BYTES);
        } catch (NoSuchFileException e) {
            throw unusable(snapshot.id(), new SnapshotException("Its %s is gone.".formatted(name), e));
        }
        if (bytes.length != expected.size() || checksum(bytes) != expected.crc32c()) {
            throw unusable(snapshot.id(), new SnapshotException("Its %s is damaged.".formatted(name)));
        }
        return bytes;
    }

    /** The saved state of the machine's parts. @throws SnapshotException if it is not what was written */
    public Sections sections(Manifest snapshot, String name) throws IOException {
        byte[] bytes = content(snapshot, name);
        try {
            return Sections.parse(bytes);
        } catch (SnapshotException e) {
            throw unusable(snapshot.id(), e);
        }
    }

    /** Where one of a snapshot's small files is. */
    public Path file(Manifest snapshot, String name) {
        return directoryOf(snapshot).resolve(name);
    }

    /** Where a snapshot with memory has it. @throws SnapshotException if the file is gone or of another length */
    public Path memoryFile(Manifest snapshot) throws IOException {
        Path file = directoryOf(snapshot).resolve(MEMORY);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != memorySize(snapshot.memory())) {
            throw unusable(snapshot.id(), new SnapshotException("Its memory is cut short or gone."));
        }
        return file;
    }

    /**
     * Makes sure that a snapshot's memory is what was written, which takes long only if something has touched the file since.
     *
     * @param progress is told how many bytes have been read
     * @return whether all of it was read; if not, its medium may still have lost something, and {@link #checkMemory} is to follow
     * @throws SnapshotException if it is not
     */
    public boolean admitMemory(Manifest snapshot, LongConsumer progress) throws IOException {
        Path file = memoryFile(snapshot);
        if (MemoryFile.isUntouched(file) || !snapshot.files().containsKey(MemoryFile.SUMS)) {
            return false;
        }
        try (DiskFile memory = openMemory(snapshot)) {
            checkMemory(snapshot, memory, content(snapshot, MemoryFile.SUMS), progress);
        }
        MemoryFile.stamp(file);
        return true;
    }

    /** The memory, for reading. */
    public DiskFile openMemory(Manifest snapshot) throws IOException {
        try {
            return DiskFile.open(memoryFile(snapshot).toString(), false);
        } catch (LinuxException e) {
            throw unusable(
                    snapshot.id(),
                    new SnapshotException(
                            "Its memory cannot be read: %s.".formatted(e.errno().words()), e));
        }
    }

    /** The checksums of a snapshot's memory; empty if it has none. */
    public Optional<byte[]> memorySums(Manifest snapshot) throws IOException {
        return snapshot.files().containsKey(MemoryFile.SUMS)
                ? Optional.of(content(snapshot, MemoryFile.SUMS))
                : Optional.empty();
    }

    /** Compares all of a snapshot's memory with its checksums. @throws SnapshotException if they differ, with the place */
    public static void checkMemory(Manifest snapshot, DiskFile memory, byte[] sums, LongConsumer progress)
            throws SnapshotException {
        try {
            MemoryFile.verify(memory, snapshot.memory(), sums, progress);
        } catch (SnapshotException e) {
            throw unusable(snapshot.id(), e);
        }
    }

    /** Length of the memory file that holds these regions. */
    public static long memorySize(List<Manifest.Region> regions) {
        return regions.isEmpty()
                ? 0
                : regions.getLast().offset() + regions.getLast().size();
    }

    /** Where the image of a snapshot's disk is. @throws SnapshotException if that is not in the machine's directory */
    public Path diskFile(Manifest snapshot, Manifest.Disk disk) throws SnapshotException {
        Path file = machineDirectory.resolve(disk.file()).normalize();
        if (!file.startsWith(machineDirectory) || file.equals(machineDirectory)) {
            throw unusable(
                    snapshot.id(),
                    new SnapshotException("Its disk %s is not in the machine's directory.".formatted(disk.id())));
        }
        return file;
    }

    private Path directoryOf(Manifest snapshot) {
        return directory.resolve(snapshot.id().toString());
    }

    /** Bytes that a snapshot's own files take on the disk, without its disks' layers. */
    public long spaceOf(Manifest snapshot) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directoryOf(snapshot))) {
            for (Path file : files) {
                // st_blocks counts in units of 512 bytes; a sparse file takes less than its length.
                sum += allocated(file);
            }
        }
        return sum;
    }

    /** Bytes that a file takes on the disk. */
    public static long allocated(Path file) throws IOException {
        try (DiskFile disk = DiskFile.open(file.toString(), false)) {
            long bytes = 0;
            long size = disk.size();
            for (long at = disk.nextData(0); at < size; at = disk.nextData(disk.nextHole(at))) {
                bytes += disk.nextHole(at) - at;
            }
            return bytes;
        } catch (LinuxException e) {
            throw new IOException(
                    "%s cannot be read: %s.".formatted(file, e.errno().words()), e);
        }
    }

    static java.nio.file.attribute.FileAttribute<?> ownersAlone() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    /** Begins to write one. */
    public SnapshotDraft begin() throws IOException {
        return new SnapshotDraft(directory, UUID.randomUUID());
    }

    /** Gives a snapshot another name and note. */
    public Manifest describe(UUID id, String name, String note) throws IOException {
        Manifest old = read(id);
        return rewrite(new Manifest(
                id, old.parent(), name, note, old.created(), old.running(), old.memory(), old.disks(), old.files()));
    }

    /** Writes a manifest anew. @param manifest of a snapshot that is there, with the same files */
    public Manifest rewrite(Manifest manifest) throws IOException {
        DurableFile.write(directoryOf(manifest).resolve(MANIFEST), ManifestFile.write(manifest));
        return manifest;
    }

    /** Whether there is a directory of that name, be it readable or not. */
    public boolean has(UUID id) {
        return Files.isDirectory(directory.resolve(id.toString()), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Removes a snapshot from the tree: it is gone from here on, and hidden until {@link #finishDeletion}. Nothing else changes.
     *
     * @return what it was
     */
    public Manifest hide(UUID id) throws IOException {
        Manifest gone = read(id);
        DurableFile.rename(directoryOf(gone), directory.resolve(GOING + id));
        return gone;
    }

    /** Makes a snapshot one of another store of the same machine. */
    public void move(UUID id, SnapshotStore to) throws IOException {
        Files.createDirectories(to.directory, ownersAlone());
        DurableFile.rename(directory.resolve(id.toString()), to.directory.resolve(id.toString()));
        DurableFile.syncDirectory(directory);
    }

    /** Those that are hidden, and whose deletion is not finished. */
    public List<Manifest> going() throws IOException {
        List<Manifest> going = new ArrayList<>();
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(GOING)) {
                try {
                    going.add(readManifest(entry));
                } catch (SnapshotException e) {
                    // A kill came while it was being removed, after all else.
                }
            }
        }
        return going;
    }

    /** Moves those below a snapshot that is gone up to its parent. Harmless if that was done. */
    public void liftChildren(Manifest gone) throws IOException {
        for (Manifest child : list().snapshots()) {
            if (read(child.id()).parent().equals(Optional.of(gone.id()))) {
                rewrite(read(child.id()).withParent(gone.parent()));
            }
        }
    }

    /** Removes a snapshot; those below it move up to its parent. Its disks' layers are left. */
    public void delete(UUID id) throws IOException {
        Manifest gone = hide(id);
        liftChildren(gone);
        finishDeletion(id);
    }

    /** Frees the space of a hidden snapshot. */
    public void finishDeletion(UUID id) throws IOException {
        FileTree.remove(directory.resolve(GOING + id));
    }

    /** Removes one that need not be readable, and nobody refers to. Harmless if there is none. */
    public void discard(UUID id) throws IOException {
        Path place = directory.resolve(id.toString());
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Path hidden = directory.resolve(GOING + id);
            FileTree.remove(hidden);
            DurableFile.rename(place, hidden);
            FileTree.remove(hidden);
        }
    }

    /** Finishes a sealed snapshot whose maker was killed before its last step. Harmless if there is none. */
    public void finishCommit(UUID id) throws IOException {
        Path coming = directory.resolve(COMING + id);
        if (!has(id) && Files.exists(coming.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
            DurableFile.rename(coming, directory.resolve(id.toString()));
        }
    }

    /** Removes what a kill left of snapshots that were being made or removed. */
    public void sweep() throws IOException {
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(COMING) || name.startsWith(GOING)) {
                FileTree.remove(entry);
            } else {
                DurableFile.sweepAll(entry);
            }
        }
    }

    /** The names of all that are there, be they readable or not. */
    public List<UUID> ids() throws IOException {
        List<UUID> ids = new ArrayList<>();
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            try {
                if (!name.startsWith(".") && UUID.fromString(name).toString().equals(name)) {
                    ids.add(UUID.fromString(name));
                }
            } catch (IllegalArgumentException e) {
                // Somebody else's.
            }
        }
        return ids;
    }

    static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
