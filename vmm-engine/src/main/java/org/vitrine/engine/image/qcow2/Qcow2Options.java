package org.vitrine.engine.image.qcow2;

import java.util.Optional;

/**
 * How an image is made.
 *
 * @param size of the disk in bytes
 * @param version 2 or 3
 * @param clusterBits 9 to 21
 * @param refcountOrder 0 to 6; 4 in version 2
 * @param zstandard whether compressed clusters are packed by Zstandard and not by zlib; version 3 only
 * @param backing the backing file's name as it is to be written, relative to the image or absolute
 * @param backingFormat what that file is, such as {@code raw}
 */
public record Qcow2Options(
        long size,
        int version,
        int clusterBits,
        int refcountOrder,
        boolean lazyRefcounts,
        boolean zstandard,
        Optional<String> backing,
        Optional<String> backingFormat) {
    /** Version 3, 64 KiB clusters, no backing file. */
    public static Qcow2Options ofSize(long size) {
        return new Qcow2Options(size, 3, 16, 4, false, false, Optional.empty(), Optional.empty());
    }

    /** These, over a backing file. */
    public Qcow2Options over(String name, String format) {
        return new Qcow2Options(
                size,
                version,
                clusterBits,
                refcountOrder,
                lazyRefcounts,
                zstandard,
                Optional.of(name),
                Optional.of(format));
    }

    /** These, with other clusters. */
    public Qcow2Options withClusterBits(int bits) {
        return new Qcow2Options(size, version, bits, refcountOrder, lazyRefcounts, zstandard, backing, backingFormat);
    }

    /** These, with clusters of so many bytes; what is no power of two becomes a size that no image can have. */
    public Qcow2Options withClusterSize(long bytes) {
        return withClusterBits(Long.bitCount(bytes) == 1 ? Long.numberOfTrailingZeros(bytes) : 0);
    }

    /** These, for a disk of another size. */
    public Qcow2Options withSize(long bytes) {
        return new Qcow2Options(
                bytes, version, clusterBits, refcountOrder, lazyRefcounts, zstandard, backing, backingFormat);
    }
}
