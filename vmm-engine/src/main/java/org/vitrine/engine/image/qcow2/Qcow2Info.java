package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * What an image says about itself.
 *
 * @param size of the disk in bytes
 * @param refcountBits 1 to 64
 * @param compression {@code zlib} or {@code zstd}
 * @param backing the backing file's name as written
 * @param dirty whether its reference counts were left behind
 * @param corrupt whether it was found damaged and marked so
 * @param snapshots the names of the snapshots inside
 */
public record Qcow2Info(
        long size,
        int version,
        int clusterSize,
        int refcountBits,
        boolean lazyRefcounts,
        String compression,
        Optional<String> backing,
        Optional<String> backingFormat,
        boolean dirty,
        boolean corrupt,
        List<String> snapshots) {
    public Qcow2Info {
        snapshots = List.copyOf(snapshots);
    }

    /** @throws ImageException if it is no sound qcow2 header */
    public static Qcow2Info read(BlockNode file) throws ImageException, IOException {
        Header header = Header.read(file);
        List<String> snapshots = new ArrayList<>();
        for (Snapshots.Snapshot snapshot : Snapshots.read(file, header).list()) {
            snapshots.add(snapshot.name().isEmpty() ? snapshot.id() : snapshot.name());
        }
        return new Qcow2Info(
                header.size(),
                header.version(),
                header.geometry().clusterSize(),
                1 << header.geometry().refcountOrder(),
                (header.compatible() & Header.LAZY_REFCOUNTS) != 0,
                header.compression() == 0 ? "zlib" : "zstd",
                header.backing(),
                header.extensions().backingFormat(),
                header.has(Feature.DIRTY),
                header.has(Feature.CORRUPT),
                snapshots);
    }

    /** How to make an image like this one. */
    public Qcow2Options options() {
        return new Qcow2Options(
                size,
                version,
                Integer.numberOfTrailingZeros(clusterSize),
                Integer.numberOfTrailingZeros(refcountBits),
                lazyRefcounts,
                compression.equals("zstd"),
                backing,
                backingFormat);
    }
}
