package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.NamespacedHost;
import org.vitrine.testbed.lab.Vm;

/**
 * iperf3 both ways, and requests of one byte, between Debian and the host of its monitor, in the lab. Vitrine's guest and QEMU's run in one lab PC at the same time,
 * each at rest while the other one is measured.
 */
final class Networks implements Measurement {
    private static final double LEAST = 1.0;
    private static final double MOST = 1.0;
    private static final int RUNS = 5;
    private static final int SECONDS = 5;

    private static final Pattern RATE = Pattern.compile("\"sum_received\":[^}]*?\"bits_per_second\":\\s*([0-9.e+]+)");
    private final NetworkWay way;
    private final String model;

    /** @param model of the interface: {@code virtio} or {@code e1000e} */
    Networks(NetworkWay way, String model) {
        this.way = way;
        this.model = model;
    }

    @Override
    public String name() {
        return "networks-" + way.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        try (LabDebians debians = LabDebians.start(tools);
                NamespacedHost host = NetworkWay.start(debians.pc());
                Vm ours = boot(debians, host, Monitor.VITRINE);
                Vm theirs = boot(debians, host, Monitor.QEMU)) {
            return measure(ours, theirs);
        }
    }

    private Vm boot(LabDebians debians, NamespacedHost host, Monitor side) throws IOException, InterruptedException {
        return way.boot(debians, host, side, debians.machine(name(), side, "ahci"), model);
    }

    private List<Finding> measure(Vm ours, Vm theirs) throws IOException, InterruptedException {
        Samples[] our = {new Samples(), new Samples(), new Samples()};
        Samples[] their = {new Samples(), new Samples(), new Samples()};
        for (int run = 0; run < RUNS; run++) {
            measure(ours, our);
            measure(theirs, their);
        }
        String what = "%s through %s: ".formatted(model, way.name());
        return List.of(
                Finding.ratioAtLeast(
                        what + "iperf3, guest to host", "Mbit/s", our[0].median(), their[0].median(), LEAST),
                Finding.ratioAtLeast(
                        what + "iperf3, host to guest", "Mbit/s", our[1].median(), their[1].median(), LEAST),
                Finding.ratioAtMost(what + "request and answer", "us", our[2].median(), their[2].median(), MOST));
    }

    private void measure(Vm guest, Samples[] into) throws IOException, InterruptedException {
        into[0].add(rate(guest, ""));
        into[1].add(rate(guest, "--reverse"));
        into[2].add(way.request(guest));
    }

    /** @return Mbit a second */
    private double rate(Vm guest, String direction) throws IOException, InterruptedException {
        String said = guest.shell(
                "iperf3 --client %s --time %d --json %s".formatted(way.host(), SECONDS, direction), LabDebians.STEP);
        Matcher line = RATE.matcher(said);
        if (!line.find()) {
            throw new IOException("The guest said only this:\n" + said);
        }
        return Double.parseDouble(line.group(1)) / 1e6;
    }
}
