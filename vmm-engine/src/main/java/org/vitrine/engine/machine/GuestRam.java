package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.PageMerging;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.MemoryRegion;

/** A machine's RAM, of the kind of host memory that its configuration asks for. */
final class GuestRam {
    private static final Logger LOG = System.getLogger(GuestRam.class.getName());
    private static final String NAME = "ram";

    private GuestRam() {}

    /** @throws MachineException if the host has too little of it */
    static MemoryRegion create(MachineConfig config) throws MachineException {
        MemoryBacking backing = config.memoryBacking();
        if (backing.pages().isReserved()) {
            return huge(config.memoryMiB(), backing.pages());
        }
        try {
            HostMemory memory = HostMemory.anonymous((long) config.memoryMiB() << 20);
            if (backing.merge()) {
                merge(memory);
            }
            return MemoryRegion.of(NAME, memory);
        } catch (LinuxException e) {
            throw new MachineException(
                    "The host cannot give the guest %d MiB of memory: %s. Give the machine less memory."
                            .formatted(config.memoryMiB(), e.errno().words()),
                    e);
        }
    }

    /** A machine is none the worse for what the kernel does not merge. */
    private static void merge(HostMemory memory) {
        if (!memory.offerForMerging()) {
            LOG.log(
                    Level.WARNING,
                    "The machine's memory is to be merged with that of others, but this host's kernel cannot do that (KSM); the machine runs without.");
        } else if (PageMerging.now() == PageMerging.OFF) {
            LOG.log(
                    Level.WARNING,
                    "The machine''s memory can be merged with that of others, but on this host that is switched off (KSM); \"{0}\" switches it on.",
                    PageMerging.COMMAND);
        }
    }

    private static MemoryRegion huge(int mebibytes, MemoryBacking.Pages pages) throws MachineException {
        try {
            return MemoryRegion.of(NAME, HostMemory.hugePages((long) mebibytes << 20, (long) pages.mebibytes() << 20));
        } catch (LinuxException e) {
            throw new MachineException(
                    HugePagePool.of(pages)
                            .map(pool -> shortage(pool, mebibytes, e))
                            .orElse("This host has no huge pages of %s. Give the machine memory of other pages."
                                    .formatted(size(pages))),
                    e);
        }
    }

    private static String shortage(HugePagePool pool, int mebibytes, LinuxException e) {
        long needed = pool.needed(mebibytes);
        return pool.available() < needed
                ? "The machine needs %d reserved huge pages of %s, and this host has %d of %d left. Set aside more with \"%s\", or give the machine less memory or transparent huge pages."
                        .formatted(needed, size(pool.size()), pool.available(), pool.total(), pool.command(mebibytes))
                : "The host cannot give the guest %d huge pages of %s, though it has %d left: %s. Give the machine transparent huge pages."
                        .formatted(
                                needed,
                                size(pool.size()),
                                pool.available(),
                                e.errno().words());
    }

    private static String size(MemoryBacking.Pages pages) {
        return pages.mebibytes() < 1024 ? pages.mebibytes() + " MiB" : pages.mebibytes() / 1024 + " GiB";
    }
}
