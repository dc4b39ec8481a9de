package org.vitrine.app.viewmodel.create;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vitrine.app.model.library.HostLimits;

/**
 * What one can choose from on this host.
 *
 * @param freeBytes on the disk that machines are on
 */
public record Limits(HostLimits host, long freeBytes) {
    private static final List<Integer> MEMORY = Stream.of(
                    64, 128, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152,
                    65536, 98304, 131072)
            .toList();
    private static final List<Integer> DISK =
            List.of(0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512, 768, 1024, 2048);

    /** Before the host was asked. */
    static Limits unknown() {
        return new Limits(new HostLimits(64, 131072, 2, 4, false), Long.MAX_VALUE);
    }

    /** Sizes of memory in MiB that the host has, ascending. */
    public List<Integer> memorySteps() {
        return MEMORY.stream()
                .filter(step -> step >= host.minMemoryMiB() && step <= host.maxMemoryMiB())
                .toList();
    }

    /** Numbers of vCPUs: no more than the host has processors. */
    public List<Integer> cpuSteps() {
        return IntStream.rangeClosed(1, Math.max(1, Math.min(host.hostCpus(), host.maxCpus())))
                .boxed()
                .toList();
    }

    /** Sizes of a disk in GiB; the first is none. */
    public List<Integer> diskSteps() {
        return DISK;
    }

    /** Half of the host's memory at most: the host wants some too. But no less than the system needs, if there is so much. */
    int fitting(int memoryMiB, int leastMiB) {
        List<Integer> steps = memorySteps();
        int most = Math.max(host.maxMemoryMiB() / 2, leastMiB);
        return steps.stream()
                .filter(step -> step <= memoryMiB && step <= most)
                .reduce((one, other) -> other)
                .orElse(steps.getFirst());
    }
}
