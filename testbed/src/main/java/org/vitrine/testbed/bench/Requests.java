package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.NamespacedHost;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * What one request costs, from Debian through a virtio device and back, in the lab: in instructions, of the guest, its monitor, their kernels and whoever answers.
 * One request at a time: 4 KiB of a disk, one byte through a network. Vitrine's guest and QEMU's run one after the other.
 */
final class Requests implements Measurement {
    private static final double MOST = 1.0;
    private static final int RUNS = 3;
    private static final int AREA_MIB = 64;
    private static final double KIB_4_PER_MIB = 256;

    /** Formats of the disks, which are told apart by their sizes. */
    private static final List<String> FORMATS = List.of("raw", "qcow2");

    private static final List<String> KINDS = List.of("randread", "randwrite");

    private final NetworkWay way;

    Requests(NetworkWay way) {
        this.way = way;
    }

    @Override
    public String name() {
        return "requests";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (LabDebians debians = LabDebians.startCounted(tools);
                NamespacedHost host = NetworkWay.start(debians.pc())) {
            List<Cost> ours = costs(debians, host, Monitor.VITRINE);
            List<Cost> theirs = costs(debians, host, Monitor.QEMU);
            for (int i = 0; i < ours.size(); i++) {
                findings.add(Finding.ratioAtMost(
                        ours.get(i).what,
                        "thousand instr.",
                        ours.get(i).samples.median(),
                        theirs.get(i).samples.median(),
                        MOST));
            }
        }
        return findings;
    }

    private record Cost(String what, Samples samples) {}

    /** Of one machine; those of disks, which no way of the network changes, are looked at once. */
    private List<Cost> costs(LabDebians debians, NamespacedHost host, Monitor side)
            throws IOException, InterruptedException {
        boolean disks = way == NetworkWay.TAP;
        VmSpec machine = debians.machine("requests-" + way, side, "ahci");
        for (int i = 0; disks && i < FORMATS.size(); i++) {
            Path image = debians.image("requests-%s-%s".formatted(FORMATS.get(i), side), FORMATS.get(i), sizeMib(i));
            machine = machine.withDisk(image, FORMATS.get(i), "virtio");
        }
        List<Cost> costs = new ArrayList<>();
        try (Vm guest = way.boot(debians, host, side, machine, "virtio")) {
            for (int i = 0; disks && i < FORMATS.size(); i++) {
                String device = Fio.fill(guest, sizeMib(i), AREA_MIB);
                for (String kind : KINDS) {
                    costs.add(ofDisk(guest, device, FORMATS.get(i), kind));
                }
            }
            Samples network = new Samples();
            for (int run = 0; run < RUNS; run++) {
                network.add(way.request(guest));
            }
            costs.add(new Cost("virtio through %s: request and answer, in the lab".formatted(way), network));
        }
        return costs;
    }

    private static int sizeMib(int format) {
        return AREA_MIB + 4 * format;
    }

    private static Cost ofDisk(Vm guest, String device, String format, String kind)
            throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (int run = 0; run < RUNS; run++) {
            double requests = KIB_4_PER_MIB * Fio.rate(guest, device, AREA_MIB, kind, "4k", 1);
            samples.add(1e6 / requests);
        }
        return new Cost("virtio, %s: %s of 4 KiB, in the lab".formatted(format, kind), samples);
    }
}
