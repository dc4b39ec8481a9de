package org.vitrine.engine.image.qcow2;

/**
 * The sizes that follow from the header ("Host cluster management" and "Cluster mapping").
 *
 * @param clusterBits 9 to 21
 * @param refcountOrder 0 to 6: a reference count has 2^order bits
 */
record Geometry(int clusterBits, int refcountOrder) {
    /** Limits of QEMU's that keep a hostile header from taking memory. */
    static final long MOST_L1_BYTES = 32 << 20;

    static final long MOST_REFCOUNT_TABLE_BYTES = 8 << 20;

    /** Host offsets have 56 bits. */
    static final long MOST_HOST_BYTES = 1L << 56;

    int clusterSize() {
        return 1 << clusterBits;
    }

    long clusterOf(long offset) {
        return offset >>> clusterBits;
    }

    long offsetOf(long cluster) {
        return cluster << clusterBits;
    }

    int within(long offset) {
        return (int) (offset & (clusterSize() - 1));
    }

    boolean isAligned(long offset) {
        return within(offset) == 0;
    }

    /** Clusters that hold so many bytes. */
    long clustersFor(long bytes) {
        return (bytes >>> clusterBits) + (within(bytes) == 0 ? 0 : 1);
    }

    /** Entries of a second-level table. */
    int tableEntries() {
        return 1 << (clusterBits - 3);
    }

    int l1Index(long guestCluster) {
        return (int) (guestCluster >>> (clusterBits - 3));
    }

    int tableIndex(long guestCluster) {
        return (int) (guestCluster & (tableEntries() - 1));
    }

    /** Guest bytes that a second-level table maps. */
    long tableReach() {
        return 1L << (clusterBits + clusterBits - 3);
    }

    /** First-level entries that a disk of this size needs. */
    long l1EntriesFor(long size) {
        return size == 0 ? 0 : (size - 1) / tableReach() + 1;
    }

    /** Entries of a refcount block. */
    int blockEntries() {
        return 1 << (clusterBits + 3 - refcountOrder);
    }

    /** The largest count that fits. */
    long mostReferences() {
        return refcountOrder >= 6 ? Long.MAX_VALUE : (1L << (1 << refcountOrder)) - 1;
    }
}
