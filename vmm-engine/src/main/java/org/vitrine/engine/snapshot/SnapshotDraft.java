package org.vitrine.engine.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.FileTree;

/** A snapshot that is being written. Closing it uncommitted leaves nothing. */
public final class SnapshotDraft implements AutoCloseable {
    private final Path directory;
    private final UUID id;
    private final Path place;
    private final Map<String, Manifest.Content> files = new HashMap<>();
    private boolean committed;

    /** @param directory of the snapshots */
    SnapshotDraft(Path directory, UUID id) throws IOException {
        this.directory = directory;
        this.id = id;
        this.place = directory.resolve(SnapshotStore.COMING + id);
        Files.createDirectories(directory, SnapshotStore.ownersAlone());
        Files.createDirectory(place, SnapshotStore.ownersAlone());
    }

    public UUID id() {
        return id;
    }

    /** Where the memory is to be written, by the caller, who also flushes it. */
    public Path memoryFile() {
        return place.resolve(SnapshotStore.MEMORY);
    }

    /** Takes the memory file, which is whole and flushed, into the snapshot: it is never written again. */
    public void addMemory(LongConsumer progress) throws IOException {
        add(MemoryFile.SUMS, MemoryFile.sums(memoryFile(), progress));
        MemoryFile.stamp(memoryFile());
    }

    /** Adds a small file. */
    public void add(String name, byte[] content) throws IOException {
        DurableFile.write(place.resolve(name), content);
        files.put(name, new Manifest.Content(content.length, SnapshotStore.checksum(content)));
    }

    /** Writes the manifest: all is there now but under a hidden name. @param about all of the manifest but the files */
    public Manifest seal(Manifest about) throws IOException {
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
        DurableFile.write(place.resolve(SnapshotStore.MANIFEST), ManifestFile.write(manifest));
        return manifest;
    }

    /** Makes the sealed snapshot exist. */
    public void commit() throws IOException {
        DurableFile.rename(place, directory.resolve(id.toString()));
        committed = true;
    }

    /** As {@link #seal} and {@link #commit()}. */
    public Manifest commit(Manifest about) throws IOException {
        Manifest manifest = seal(about);
        commit();
        return manifest;
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            FileTree.remove(place);
        }
    }
}
