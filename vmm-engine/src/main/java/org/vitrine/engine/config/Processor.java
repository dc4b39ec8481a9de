package org.vitrine.engine.config;

/**
 * The vCPUs of a machine, and what they look like together.
 *
 * @param sockets packages
 * @param cores of one socket
 * @param threads of one core
 */
public record Processor(int sockets, int cores, int threads) {
    /** One socket of single-threaded cores. */
    public static Processor ofCores(int cores) {
        return new Processor(1, cores, 1);
    }

    /**
     * The local APIC id of a vCPU: its socket, core and thread side by side, each in as many bits as its count takes (Intel SDM volume 3A, "Hierarchical
     * Mapping of Shared Resources"). Without gaps only where the counts are powers of two.
     *
     * @param cpu from 0, threads of a core first, then the cores of a socket
     */
    public int apicId(int cpu) {
        int thread = cpu % threads;
        int core = cpu / threads % cores;
        int socket = cpu / threads / cores;
        return (socket << coreBits() | core) << threadBits() | thread;
    }

    /** Bits of a local APIC id that tell the threads of a core apart. */
    public int threadBits() {
        return bits(threads);
    }

    /** Bits of a local APIC id that tell the cores of a socket apart. */
    public int coreBits() {
        return bits(cores);
    }

    private static int bits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    /** Number of vCPUs; the largest int if the product is larger. */
    public int cpus() {
        long product = (long) sockets * cores;
        return (int) Math.min(Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, product) * threads);
    }
}
