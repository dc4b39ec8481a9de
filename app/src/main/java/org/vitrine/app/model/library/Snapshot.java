package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A snapshot of a machine.
 *
 * @param parent the one that it grew out of; empty at the root
 * @param running whether the machine ran, so that it runs on after a return to it
 * @param hasMemory whether it has the machine's memory; without it the machine was off
 * @param space bytes that it takes on the disk
 * @param picture a PNG of the screen then, if it had one
 */
public record Snapshot(
        UUID id,
        Optional<UUID> parent,
        String name,
        String note,
        Instant created,
        boolean running,
        boolean hasMemory,
        long space,
        Optional<Path> picture) {}
