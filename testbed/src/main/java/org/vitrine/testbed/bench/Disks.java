package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * fio in Debian on disks at one bus, raw and qcow2, in the lab. Vitrine's guest and QEMU's run in one lab PC
 * at the same time, each at rest while the other one is measured; the images lie in the PC's memory, so what is measured is the way there.
 */
final class Disks implements Measurement {
    private static final double LEAST = 1.0;
    private static final int RUNS = 5;
    private static final int DEPTH = 8;
    private static final int AREA_MIB = 128;

    /** @param sizeMib unlike that of any other, so that the guest's name for it is found by it */
    private record Target(String format, int sizeMib) {}

    private record Load(String kind, String block, String words) {}

    private static final List<Target> TARGETS = List.of(new Target("raw", AREA_MIB), new Target("qcow2", AREA_MIB + 4));
    private static final List<Load> LOADS = List.of(
            new Load("write", "1M", "sequential write, 1 MiB"),
            new Load("read", "1M", "sequential read, 1 MiB"),
            new Load("randwrite", "4k", "random write, 4 KiB"),
            new Load("randread", "4k", "random read, 4 KiB"));

    private final String bus;

    /** @param bus {@code ahci}, {@code nvme} or {@code virtio} */
    Disks(String bus) {
        this.bus = bus;
    }

    @Override
    public String name() {
        return "disks-" + bus;
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (LabDebians debians = LabDebians.start(tools);
                Vm ours = boot(debians, Monitor.VITRINE);
                Vm theirs = boot(debians, Monitor.QEMU)) {
            for (Target target : TARGETS) {
                findings.addAll(measure(ours, theirs, target));
            }
        }
        return findings;
    }

    private Vm boot(LabDebians debians, Monitor side) throws IOException, InterruptedException {
        VmSpec machine = debians.machine(name(), side, "ahci");
        for (Target target : TARGETS) {
            Path image =
                    debians.image("%s-%s-%s".formatted(bus, target.format(), side), target.format(), target.sizeMib());
            machine = machine.withDisk(image, target.format(), bus);
        }
        return debians.boot(side, machine, null);
    }

    private List<Finding> measure(Vm ours, Vm theirs, Target target) throws IOException, InterruptedException {
        String ourDevice = Fio.fill(ours, target.sizeMib(), AREA_MIB);
        String theirDevice = Fio.fill(theirs, target.sizeMib(), AREA_MIB);
        List<Finding> findings = new ArrayList<>();
        for (Load load : LOADS) {
            Samples ourRates = new Samples();
            Samples theirRates = new Samples();
            for (int run = 0; run < RUNS; run++) {
                ourRates.add(Fio.rate(ours, ourDevice, AREA_MIB, load.kind(), load.block(), DEPTH));
                theirRates.add(Fio.rate(theirs, theirDevice, AREA_MIB, load.kind(), load.block(), DEPTH));
            }
            findings.add(Finding.ratioAtLeast(
                    "%s, %s: %s".formatted(bus, target.format(), load.words()),
                    "MiB/s",
                    ourRates.median(),
                    theirRates.median(),
                    LEAST));
        }
        return findings;
    }
}
