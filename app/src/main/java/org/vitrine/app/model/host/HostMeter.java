package org.vitrine.app.model.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How busy this host is: processor, memory, and the disk that machines are on. Reads files; used by one thread at a time. */
public final class HostMeter {
    /** Of the line {@code cpu} in /proc/stat (proc_stat(5)): user, nice, system, idle, iowait … */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;

    /**
     * A look.
     *
     * @param cpu what part of all processors was busy since the look before, from 0 to 1
     * @param memoryUsed in bytes, as are the others
     * @param diskFree what a user can still write
     */
    public record Usage(double cpu, long memoryUsed, long memoryTotal, long diskFree) {}

    private final HostFiles files;
    private final Path disk;
    private long busyBefore;
    private long allBefore;

    /** @param disk any place on the disk that machines are on */
    public HostMeter(HostFiles files, Path disk) {
        this.files = files;
        this.disk = disk;
    }

    /** Looks now. */
    public Usage look() {
        long total = kibibytes("MemTotal:") << 10;
        long available = kibibytes("MemAvailable:") << 10;
        return new Usage(cpu(), Math.max(0, total - available), total, free());
    }

    private double cpu() {
        long[] times = files.valueAfter("/proc/stat", "cpu ")
                .map(line -> Arrays.stream(line.split(" +", -1))
                        .filter(word -> word.matches("\\d{1,18}"))
                        .limit(8)
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElse(new long[0]);
        if (times.length <= IO_WAIT) {
            return 0;
        }
        long all = Arrays.stream(times).sum();
        long busy = all - times[IDLE] - times[IO_WAIT];
        double share = allBefore == 0 || all <= allBefore ? 0 : (double) (busy - busyBefore) / (all - allBefore);
        allBefore = all;
        busyBefore = busy;
        return Math.clamp(share, 0, 1);
    }

    private long kibibytes(String key) {
        return files.valueAfter("/proc/meminfo", key)
                .map(value -> value.replace("kB", "").strip())
                .filter(value -> value.matches("\\d{1,15}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private long free() {
        Path place = disk;
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
