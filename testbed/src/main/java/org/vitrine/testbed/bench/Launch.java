package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From the start of the command to the first KVM_RUN. */
final class Launch implements Measurement {
    private static final double MOST = 400;
    private static final int WARM_UP = 1;

    @Override
    public String name() {
        return "launch";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        String disc = Machines.grub(tools).toString();
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int run = -WARM_UP; run < 2 * tools.runs() + 1; run++) {
            double our = millis(tools, List.of(tools.vitrine(), "boot", "--headless", disc));
            double their = millis(tools, Machines.qemu(disc));
            if (run >= 0) {
                ours.add(our);
                theirs.add(their);
            }
        }
        return List.of(
                Finding.atMost("launch to the first KVM_RUN, median", "ms", ours.median(), theirs.median(), MOST),
                Finding.plain("launch to the first KVM_RUN, best", "ms", ours.least(), theirs.least()));
    }

    private static double millis(Tools tools, List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(tools.yardstick("first-kvm-run")));
        words.addAll(command);
        return Long.parseLong(tools.run(words).strip()) / 1000.0;
    }
}
