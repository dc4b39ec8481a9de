package org.vitrine.app.detect;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Firmware;

/**
 * What a new machine is filled in with.
 *
 * @param memoryMiB a multiple of 128, at least 128
 * @param cpus at least 1, not more than the host has
 * @param diskGiB 0 for no disk
 * @param problems why it may not work on this host, a sentence each; empty if nothing speaks against it
 */
public record Recommendation(int memoryMiB, int cpus, int diskGiB, Firmware.Kind firmware, List<String> problems) {
    private static final int STEP_MIB = 128;
    private static final int HOST_SHARE = 2;
    /** What is left to the host where half of its memory would be too little for the system. */
    private static final int HOST_NEEDS_MIB = 1024;
    /** 32-bit systems find no more than about this below the devices. */
    private static final int MOST_32_BIT_MIB = 3072;

    private static final long GIB = 1L << 30;

    public Recommendation {
        problems = List.copyOf(problems);
    }

    /**
     * @param hostMemoryMiB all of the host's
     * @param freeDiskBytes where the machine's disks are to lie
     */
    public static Recommendation forHost(DetectedSystem system, int hostMemoryMiB, int hostCpus, long freeDiskBytes) {
        Resources minimum = system.minimum();
        Resources wanted = system.recommended();
        int most = system.architecture() == Architecture.I386 ? MOST_32_BIT_MIB : Integer.MAX_VALUE;
        int memory = Math.min(Math.min(wanted.memoryMiB(), most), hostMemoryMiB / HOST_SHARE);
        memory = Math.max(memory, Math.min(minimum.memoryMiB(), hostMemoryMiB - HOST_NEEDS_MIB));
        int free = Math.clamp(freeDiskBytes / GIB, 0, Integer.MAX_VALUE);
        int disk = Math.min(wanted.diskGiB(), Math.max(minimum.diskGiB(), free));
        return new Recommendation(
                Math.max(STEP_MIB, memory / STEP_MIB * STEP_MIB),
                Math.clamp(wanted.cpus(), 1, Math.max(1, hostCpus)),
                disk,
                firmware(system),
                problems(system, hostMemoryMiB, free));
    }

    /** UEFI where the disc has it: what is new is made for it, and 32-bit systems and old Windows are not. */
    private static Firmware.Kind firmware(DetectedSystem system) {
        boolean old = system.architecture() == Architecture.I386 || system.id().equals("windows-7");
        boolean uefi = system.uefi() && system.isKnown() && !(old && system.bios());
        return uefi || (system.uefi() && !system.bios()) ? Firmware.Kind.UEFI : Firmware.Kind.BIOS;
    }

    private static List<String> problems(DetectedSystem system, int hostMemoryMiB, int freeGiB) {
        List<String> problems = new ArrayList<>();
        if (!system.architecture().canRun()) {
            problems.add(Texts.get(
                    "detect.problem.architecture",
                    system.name(),
                    system.architecture().words()));
        } else if (!system.bios() && !system.uefi()) {
            problems.add(Texts.get("detect.problem.not-bootable"));
        }
        if (system.minimum().memoryMiB() > hostMemoryMiB - HOST_NEEDS_MIB) {
            problems.add(Texts.get(
                    "detect.problem.memory",
                    system.name(),
                    Sizes.mebibytes(system.minimum().memoryMiB()),
                    Sizes.mebibytes(hostMemoryMiB)));
        }
        if (system.minimum().diskGiB() > freeGiB) {
            problems.add(Texts.get(
                    "detect.problem.disk",
                    system.name(),
                    Sizes.bytes(system.minimum().diskGiB() * GIB),
                    Sizes.bytes(freeGiB * GIB)));
        }
        return problems;
    }
}
