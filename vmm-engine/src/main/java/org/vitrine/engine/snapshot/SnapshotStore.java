package org.vitrine.engine.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.vitrine.engine.linux.DurableFile;

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

    private static final String MANIFEST = "manifest.json";
    private static final String COMING = ".new-";
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
        snapshots.sort(Comparator.comparing(Manifest::created).thenComparing(Manifest::id));
        return new Listing(List.copyOf(snapshots), Map.copyOf(damaged));
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
            if (!entry.endsWith(manifest.id().toString())) {
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

    /** Where a snapshot with memory has it. @throws SnapshotException if the file is gone or of another length */
    public Path memoryFile(Manifest snapshot) throws IOException {
        Path file = directoryOf(snapshot).resolve(MEMORY);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != memorySize(snapshot.memory())) {
            throw unusable(snapshot.id(), new SnapshotException("Its memory is cut short or gone."));
        }
        return file;
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

    private static long allocated(Path file) throws IOException {
        try (var disk = org.vitrine.engine.linux.DiskFile.open(file.toString(), false)) {
            long bytes = 0;
            long size = disk.size();
            for (long at = disk.nextData(0); at < size; at = disk.nextData(disk.nextHole(at))) {
                bytes += disk.nextHole(at) - at;
            }
            return bytes;
        }
    }

    /** A snapshot that is being written. Closing it uncommitted leaves nothing. */
    public final class Draft implements AutoCloseable {
        private final UUID id;
        private final Path place;
        private final Map<String, Manifest.Content> files = new HashMap<>();
        private boolean committed;

        private Draft(UUID id) throws IOException {
            this.id = id;
            this.place = directory.resolve(COMING + id);
            Files.createDirectories(directory, ownersAlone());
            Files.createDirectory(place, ownersAlone());
        }

        public UUID id() {
            return id;
        }

        /** Where the memory is to be written, by the caller, who also flushes it. */
        public Path memoryFile() {
            return place.resolve(MEMORY);
        }

        /** Adds a small file. */
        public void add(String name, byte[] content) throws IOException {
            DurableFile.write(place.resolve(name), content);
            files.put(name, new Manifest.Content(content.length, checksum(content)));
        }

        /** Makes the snapshot exist. @param about all of the manifest but the files */
        public Manifest commit(Manifest about) throws IOException {
            Manifest manifest = new Manifest(
                    id,
                    about.parent(),
                    about.name(),
                    about.note(),
                    about.created(),
                    about.running(),
                    about.memory(),
                    about.disks(),
                    files);
            DurableFile.write(place.resolve(MANIFEST), ManifestFile.write(manifest));
            DurableFile.rename(place, directory.resolve(id.toString()));
            committed = true;
            return manifest;
        }

        @Override
        public void close() throws IOException {
            if (!committed) {
                removeTree(place);
            }
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> ownersAlone() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    public Draft begin() throws IOException {
        return new Draft(UUID.randomUUID());
    }

    /** Gives a snapshot another name and note. */
    public Manifest describe(UUID id, String name, String note) throws IOException {
        Manifest old = read(id);
        return rewrite(new Manifest(
                id, old.parent(), name, note, old.created(), old.running(), old.memory(), old.disks(), old.files()));
    }

    private Manifest rewrite(Manifest manifest) throws IOException {
        DurableFile.write(directoryOf(manifest).resolve(MANIFEST), ManifestFile.write(manifest));
        return manifest;
    }

    /** Removes a snapshot; those below it move up to its parent. Its disks' layers are left. */
    public void delete(UUID id) throws IOException {
        Manifest gone = read(id);
        for (Manifest child : list().childrenOf(id)) {
            rewrite(child.withParent(gone.parent()));
        }
        Path hidden = directory.resolve(GOING + id);
        DurableFile.rename(directoryOf(gone), hidden);
        removeTree(hidden);
    }

    /** Removes what a kill left of snapshots that were being made or removed. */
    public void sweep() throws IOException {
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(COMING) || name.startsWith(GOING)) {
                removeTree(entry);
            }
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static void removeTree(Path top) throws IOException {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
