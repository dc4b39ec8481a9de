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

    /** Number of vCPUs; the largest int if the product is larger. */
    public int cpus() {
        long product = (long) sockets * cores;
        return (int) Math.min(Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, product) * threads);
    }
}
