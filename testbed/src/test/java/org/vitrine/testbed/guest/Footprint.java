package org.vitrine.testbed.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a VM process takes of the host's memory for itself: Java objects that are left after a collection, and the anonymous
 * memory of every mapping ({@code /proc/PID/smaps}) but the Java heap and guest RAM. Pages of files are not in it, since
 * a process's share of them depends on who else uses them.
 *
 * @param heap bytes
 * @param other bytes
 */
record Footprint(long heap, long other) {
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ [0-9a-f]+ \\S+ [0-9]+ *(.*)");
    private static final Pattern ANONYMOUS = Pattern.compile("Anonymous: +([0-9]+) kB");
    private static final Pattern USED = Pattern.compile("total [0-9]+K, used ([0-9]+)K");
    private static final Pattern SPACE = Pattern.compile("\\[0x([0-9a-f]+), 0x[0-9a-f]+, 0x([0-9a-f]+)\\)");

    private record Range(long start, long end) {
        boolean contains(long address) {
            return start <= address && address < end;
        }
    }

    /**
     * Measures.
     *
     * @param pid of a JVM of this user's, with the serial collector
     * @param ramBytes the guest's RAM, which is a mapping of its own
     */
    static Footprint of(long pid, long ramBytes) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        String heapInfo = jcmd(pid, "GC.heap_info");
        long used = 0;
        Matcher parts = USED.matcher(heapInfo);
        while (parts.find()) {
            used += Long.parseLong(parts.group(1)) << 10;
        }
        List<Range> spaces = new ArrayList<>();
        Matcher ranges = SPACE.matcher(heapInfo);
        while (ranges.find()) {
            spaces.add(new Range(
                    Long.parseUnsignedLong(ranges.group(1), 16), Long.parseUnsignedLong(ranges.group(2), 16)));
        }
        if (used == 0 || spaces.isEmpty()) {
            throw new IOException("What jcmd says of the heap is not understood:\n" + heapInfo);
        }
        return new Footprint(used, other(pid, ramBytes, spaces));
    }

    private static long other(long pid, long ramBytes, List<Range> heap) throws IOException {
        long sum = 0;
        int ram = 0;
        boolean counted = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher anonymous = ANONYMOUS.matcher(line);
            if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                long size = Long.parseUnsignedLong(mapping.group(2), 16) - start;
                String name = mapping.group(3);
                boolean isRam = size == ramBytes && name.isEmpty();
                ram += isRam ? 1 : 0;
                counted = !isRam && heap.stream().noneMatch(space -> space.contains(start));
            } else if (counted && anonymous.matches()) {
                sum += Long.parseLong(anonymous.group(1)) << 10;
            }
        }
        if (ram != 1) {
            throw new IOException(ram + " mappings look like the guest's RAM");
        }
        return sum;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(program.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }

    long total() {
        return heap + other;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d KiB of heap + %d KiB", heap >> 10, other >> 10);
    }
}
