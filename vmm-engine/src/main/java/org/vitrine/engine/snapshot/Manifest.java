package org.vitrine.engine.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a snapshot is made of: the content of its {@code manifest.json}.
 *
 * @param parent the snapshot whose state it grew out of; empty for one at the root of the tree
 * @param name a few words of the user's
 * @param note whatever else the user wrote; may be empty
 * @param running whether the machine ran, so that it runs on after a return to this snapshot
 * @param memory the regions of guest memory, as they lie in the memory file; empty for a machine that was switched off
 * @param disks the image behind each disk, which nobody writes any more
 * @param files the other files of the snapshot by name, with what they must hold
 */
public record Manifest(
        UUID id,
        Optional<UUID> parent,
        String name,
        String note,
        Instant created,
        boolean running,
        List<Region> memory,
        List<Disk> disks,
        Map<String, Content> files) {
    public static final int VERSION = 1;
    public static final int MAX_NAME = 255;
    public static final int MAX_NOTE = 65_536;

    public Manifest {
        memory = List.copyOf(memory);
        disks = List.copyOf(disks);
        files = Map.copyOf(files);
    }

    /** @param offset in the memory file, in bytes, a multiple of 4 KiB, as {@code size} is */
    public record Region(String name, long offset, long size) {}

    /**
     * A disk's content at the time.
     *
     * @param id of the disk in the machine's configuration
     * @param file relative to the machine's directory
     * @param format of the image, such as {@code qcow2}
     */
    public record Disk(String id, String file, String format) {}

    /** @param size in bytes @param crc32c checksum of all of them */
    public record Content(long size, int crc32c) {}

    /** Whether the machine was switched on. */
    public boolean hasMemory() {
        return !memory.isEmpty();
    }

    /** The same state as a snapshot of another name, place and time, with other disks. */
    public Manifest as(Manifest about) {
        return new Manifest(
                id, about.parent, about.name, about.note, about.created, running, memory, about.disks, files);
    }

    /** The same snapshot elsewhere in the tree. */
    Manifest withParent(Optional<UUID> other) {
        return new Manifest(id, other, name, note, created, running, memory, disks, files);
    }
}
