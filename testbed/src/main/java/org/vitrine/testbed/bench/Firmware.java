package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;

/** From the start of SeaBIOS to its last word on a machine without media. What the launch takes is not in it. */
final class Firmware implements Measurement {
    private static final double MOST = 1.0;
    private static final String LAST_WORDS = "No bootable device";
    private static final long PATIENCE_SECONDS = 300;

    @Override
    public String name() {
        return "firmware";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int run = 0; run < tools.runs(); run++) {
            ours.add(millis(tools, true));
            theirs.add(millis(tools, false));
        }
        return List.of(
                Finding.ratioAtMost("firmware to “No bootable device”", "ms", ours.median(), theirs.median(), MOST));
    }

    private static double millis(Tools tools, boolean ours) throws IOException, InterruptedException {
        // Vitrine boots no machine without media: a disc on which nothing boots takes SeaBIOS to the same words.
        String disc = BlankDisc.in(tools.work()).toString();
        List<String> command = ours ? Machines.vitrine(tools, disc) : Machines.qemu(disc);
        try (Machines.Running machine = Machines.Running.start(tools, command, ours)) {
            // The control socket is there when the guest is about to run.
            long socket = System.nanoTime();
            return machine.millisUntil(LAST_WORDS, PATIENCE_SECONDS) - (socket - machine.started()) / 1e6;
        }
    }
}
