package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;

/**
 * Debian from its kernel's start to the login, on a disk and a network interface of virtio, in the lab, by the guest's own clock. One machine boots at a time.
 */
final class DebianBoot implements Measurement {
    private static final double MOST = 0.9;
    private static final int RUNS = 5;

    /** A part of how systemd writes a time: {@code 1min 613ms}, {@code 59.8s}. */
    private static final Pattern PART = Pattern.compile("([0-9.]+)(min|ms|s)\\b");

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
            return seconds(guest.shell("systemd-analyze time", LabDebians.STEP));
        }
    }

    /** What systemd-analyze(1) says of kernel, initramfs and the rest together. */
    static double seconds(String said) throws IOException {
        String line = said.lines()
                .filter(each -> each.startsWith("Startup finished in"))
                .findFirst()
                .orElseThrow(() -> new IOException("systemd-analyze said only this:\n" + said));
        return PART.matcher(line.substring(line.indexOf('=') + 1))
                .results()
                .mapToDouble(part -> Double.parseDouble(part.group(1)) * unit(part.group(2)))
                .sum();
    }

    private static double unit(String name) {
        return switch (name) {
            case "min" -> 60;
            case "ms" -> 0.001;
            default -> 1;
        };
    }
}
