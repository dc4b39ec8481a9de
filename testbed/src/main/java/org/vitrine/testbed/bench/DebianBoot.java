package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;

/**
 * Debian from its kernel's start to the login, on a disk and a network interface of virtio, in the lab, by the guest's own clock. One machine boots at a time.
 */
final class DebianBoot implements Measurement {
    private static final double MOST = 0.9;
    private static final int RUNS = 5;

    /** What systemd-analyze(1) says of kernel, initramfs and the rest together. */
    private static final Pattern ALL = Pattern.compile("Startup finished in .* = (?:(\\d+)min )?([0-9.]+)s");

    @Override
    public String name() {
        return "debian";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Samples ours = new Samples();
        Samples theirs = new Samples();
        try (LabDebians debians = LabDebians.start(tools)) {
            for (int run = 0; run < RUNS; run++) {
                ours.add(seconds(debians, Monitor.VITRINE));
                theirs.add(seconds(debians, Monitor.QEMU));
            }
        }
        return List.of(
                Finding.ratioAtMost("Debian on virtio, kernel to login", "s", ours.median(), theirs.median(), MOST));
    }

    private static double seconds(LabDebians debians, Monitor side) throws IOException, InterruptedException {
        try (Vm guest =
                debians.boot(side, debians.machine("boot", side, "virtio").withNetwork("virtio"), null)) {
            String said = guest.shell("systemd-analyze time", LabDebians.STEP);
            Matcher line = ALL.matcher(said);
            if (!line.find()) {
                throw new IOException("systemd-analyze said only this:\n" + said);
            }
            double minutes = line.group(1) == null ? 0 : Double.parseDouble(line.group(1));
            return 60 * minutes + Double.parseDouble(line.group(2));
        }
    }
}
