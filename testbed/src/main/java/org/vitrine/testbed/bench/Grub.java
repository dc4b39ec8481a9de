package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;

/** GRUB's rescue CD-ROM to its menu on this machine's own KVM, and what the process takes of the host's memory then. */
final class Grub implements Measurement {
    private static final double MOST_TIME = 1.1;
    private static final double MOST_MIB = 96;
    private static final String MENU = "before booting or";
    private static final long PATIENCE_SECONDS = 900;
    /** The text comes after minutes where KVM has no hardware: once is enough there. */
    private static final int RUNS = 1;

    @Override
    public String name() {
        return "grub";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Samples[] time = {new Samples(), new Samples()};
        Samples[] memory = {new Samples(), new Samples()};
        String disc = Machines.grub(tools).toString();
        for (int run = 0; run < RUNS; run++) {
            for (int side = 0; side < 2; side++) {
                boolean ours = side == 0;
                List<String> command = ours ? Machines.vitrine(tools, disc) : Machines.qemu(disc);
                try (Machines.Running machine = Machines.Running.start(tools, command, ours)) {
                    time[side].add(machine.millisUntil(MENU, PATIENCE_SECONDS) / 1000);
                    memory[side].add(ProportionalSet.mebibytes(machine.pid(), Machines.MEMORY_MIB));
                }
            }
        }
        return List.of(
                Finding.ratioAtMost("GRUB's menu", "s", time[0].median(), time[1].median(), MOST_TIME),
                Finding.atMost(
                        "PSS less RAM and VRAM at GRUB's menu",
                        "MiB",
                        memory[0].median(),
                        memory[1].median(),
                        MOST_MIB));
    }
}
