package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process's proportional share of memory ({@code /proc/PID/smaps}) without its guest's RAM and VRAM. */
final class ProportionalSet {
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ [0-9a-f]+ \\S+ [0-9]+ *(.*)");
    private static final Pattern SHARE = Pattern.compile("Pss: +([0-9]+) kB");
    /** QEMU's VRAM is an anonymous mapping of this size; ours has a name. */
    private static final long QEMU_VRAM = 16L << 20;

    private ProportionalSet() {}

    static double mebibytes(long pid, int ramMiB) throws IOException {
        return kibibytes(Files.readAllLines(Path.of("/proc/" + pid + "/smaps")), (long) ramMiB << 20) / 1024.0;
    }

    static long kibibytes(List<String> smaps, long ram) throws IOException {
        long sum = 0;
        boolean ramSeen = false;
        boolean counted = false;
        for (String line : smaps) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher share = SHARE.matcher(line);
            if (mapping.matches()) {
                long size = Long.parseUnsignedLong(mapping.group(2), 16) - Long.parseUnsignedLong(mapping.group(1), 16);
                String name = mapping.group(3);
                boolean isRam = size == ram && name.isEmpty();
                boolean isVram = name.contains("vram") || name.isEmpty() && size == QEMU_VRAM;
                ramSeen |= isRam;
                counted = !isRam && !isVram;
            } else if (counted && share.matches()) {
                sum += Long.parseLong(share.group(1));
            }
        }
        if (!ramSeen) {
            throw new IOException("No mapping is the guest's RAM");
        }
        return sum;
    }
}
