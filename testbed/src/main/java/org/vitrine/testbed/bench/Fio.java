package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.Vm;

/** fio in a Debian, past the guest's page cache. */
final class Fio {
    private static final int SECONDS = 3;

    /** Of fio's terse output, version 3: KiB a second read and written. */
    private static final Pattern TERSE =
            Pattern.compile("3;fio-[^;]*;load;\\d+;0;(?:[^;]*;)(\\d+);(?:[^;\\n]*;){40}(\\d+);");

    private static final Pattern DEVICE = Pattern.compile("(?m)^(\\w+) +(\\d+)\\r?$");

    private Fio() {}

    /**
     * Writes a disk's beginning once: a cluster that nobody has written to would be measured as a hole.
     *
     * @param sizeMib of the disk, by which it is found
     * @return its device there
     */
    static String fill(Vm guest, int sizeMib, int areaMib) throws IOException, InterruptedException {
        String device = device(guest, sizeMib);
        guest.shell("dd if=/dev/urandom of=%s bs=1M count=%d oflag=direct".formatted(device, areaMib), LabDebians.STEP);
        return device;
    }

    private static String device(Vm guest, int sizeMib) throws IOException, InterruptedException {
        String said = guest.shell("lsblk -d -b -n -o NAME,SIZE", LabDebians.STEP);
        Matcher line = DEVICE.matcher(said);
        while (line.find()) {
            if (Long.parseLong(line.group(2)) == (long) sizeMib << 20) {
                return "/dev/" + line.group(1);
            }
        }
        throw new IOException("The guest has no disk of %d MiB:%n%s".formatted(sizeMib, said));
    }

    /**
     * Some seconds of a load.
     *
     * @param areaMib the disk's beginning, in which it works
     * @param kind fio's word: {@code read}, {@code randwrite} …
     * @param block bytes of a request, as fio writes them
     * @param depth requests at a time
     * @return MiB a second
     */
    static double rate(Vm guest, String device, int areaMib, String kind, String block, int depth)
            throws IOException, InterruptedException {
        String said = guest.shell(
                ("fio --name=load --filename=%s --rw=%s --bs=%s --size=%dM --direct=1 --ioengine=libaio --iodepth=%d"
                                + " --time_based --runtime=%d --randrepeat=0 --output-format=terse --terse-version=3")
                        .formatted(device, kind, block, areaMib, depth, SECONDS),
                LabDebians.STEP);
        Matcher line = TERSE.matcher(said);
        if (!line.find()) {
            throw new IOException("fio said only this:\n" + said);
        }
        return (Double.parseDouble(line.group(1)) + Double.parseDouble(line.group(2))) / 1024;
    }
}
