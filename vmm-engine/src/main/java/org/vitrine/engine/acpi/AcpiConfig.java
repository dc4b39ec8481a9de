package org.vitrine.engine.acpi;

import java.util.List;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;

/**
 * What the tables describe.
 *
 * @param processor of 1 to {@value #MAX_CPUS} vCPUs
 * @param memoryBytes guest RAM
 * @param physicalAddressBits width of a guest physical address, as CPUID leaf 0x80000008 answers it: the 64-bit window for
 *     BARs reaches from the end of RAM to it, wherever firmware puts them
 * @param rootPorts the PCI Express root ports on bus 0
 */
public record AcpiConfig(
        Board board, Processor processor, long memoryBytes, int physicalAddressBits, List<RootPort> rootPorts) {
    public static final int MAX_CPUS = 64;

    /**
     * A PCI Express root port.
     *
     * @param device 0 to 31
     * @param function 0 to 7
     */
    public record RootPort(int device, int function) {
        public RootPort {
            require(device >= 0 && device < 32 && function >= 0 && function < 8, "no such place on a PCI bus");
        }
    }

    public AcpiConfig {
        int cpus = processor.cpus();
        require(cpus >= 1 && cpus <= MAX_CPUS, "the tables describe 1 to " + MAX_CPUS + " CPUs, not " + cpus);
        require(memoryBytes > 0, "a machine has memory");
        require(physicalAddressBits >= 32 && physicalAddressBits <= 52, "an address has 32 to 52 bits");
        rootPorts = List.copyOf(rootPorts);
    }

    /** Number of vCPUs. */
    public int cpus() {
        return processor.cpus();
    }

    /** The same machine on another board. */
    public AcpiConfig on(Board other) {
        return new AcpiConfig(other, processor, memoryBytes, physicalAddressBits, rootPorts);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The first address of the 64-bit window for BARs. */
    public long highWindowBase() {
        return board.highWindowBase(memoryBytes);
    }

    /** The first address beyond the 64-bit window; not above its base if there is none. */
    public long highWindowEnd() {
        return 1L << physicalAddressBits;
    }
}
