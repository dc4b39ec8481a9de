package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The huge pages of one size that this host has set aside (Documentation/admin-guide/mm/hugetlbpage.rst of Linux).
 *
 * @param total pages
 * @param free those that nobody has, promised ones included
 * @param promised free ones that are somebody's as soon as they are touched
 */
public record HugePagePool(MemoryBacking.Pages size, long total, long free, long promised) {
    private static final Path POOLS = Path.of("/sys/kernel/mm/hugepages");

    /** @return empty if this host's processor or kernel has no pages of that size */
    public static Optional<HugePagePool> of(MemoryBacking.Pages size) {
        return of(size, POOLS);
    }

    /** @param pools where the kernel tells of them */
    static Optional<HugePagePool> of(MemoryBacking.Pages size, Path pools) {
        Path pool = directory(size, pools);
        try {
            return Optional.of(new HugePagePool(
                    size,
                    number(pool.resolve("nr_hugepages")),
                    number(pool.resolve("free_hugepages")),
                    number(pool.resolve("resv_hugepages"))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Path directory(MemoryBacking.Pages size, Path pools) {
        return pools.resolve("hugepages-%dkB".formatted((long) size.mebibytes() << 10));
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Pages that a machine can have. */
    public long available() {
        return Math.max(0, free - promised);
    }

    /** How many pages a machine's memory is. @param mebibytes a multiple of the size */
    public long needed(int mebibytes) {
        return mebibytes / size.mebibytes();
    }

    /** What sets aside as many as a machine lacks, as words for a shell. @param mebibytes the machine's memory */
    public String command(int mebibytes) {
        long wanted = total + Math.max(0, needed(mebibytes) - available());
        return "echo %d | sudo tee %s".formatted(wanted, directory(size, POOLS).resolve("nr_hugepages"));
    }
}
