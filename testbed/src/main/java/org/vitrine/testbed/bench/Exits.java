package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.testbed.guest.AssembledGuest;

/**
 * What an exit costs from the guest and back: a read of a port, and of memory that a device answers. Against a loop in C that answers
 * with zero ({@code yardsticks/exit-loop.c}).
 *
 * @param counted in instructions, in the lab; else in nanoseconds, here
 */
record Exits(boolean counted) implements Measurement {
    private static final long MOST = 300;
    /** Exits of one sort in a turn: a second of KVM without hardware; enough to have the code compiled. */
    private static final int HERE = 60_000;

    private static final int COUNTED = 16_384;
    /** Turns; the first warms up and is not counted. A turn writes four lines. */
    private static final int TURNS = 4;

    private static final int LINES = 4;

    @Override
    public String name() {
        return counted ? "exits-counted" : "exits";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Path guest = AssembledGuest.kernel("exits.asm", tools.work());
        Map<String, Samples> ours = new HashMap<>();
        Map<String, Samples> theirs = new HashMap<>();
        if (counted) {
            String here = "cp /out/exits /out/exit-loop /out/stamp /dev/shm && cd /dev/shm && ";
            List<Path> files = List.of(
                    guest,
                    tools.yardsticks().resolve("exit-loop"),
                    tools.yardsticks().resolve("stamp"));
            String words = String.join(" ", command(tools, "./exits", COUNTED));
            add(ours, tools.counted(here + "./stamp " + TURNS * LINES + " " + words, files), COUNTED);
            String loop = "./exit-loop ./exits " + argument(COUNTED);
            add(theirs, tools.counted(here + "./stamp " + TURNS * LINES + " " + loop, files), COUNTED);
        } else {
            for (int run = 0; run < tools.runs(); run++) {
                List<String> stamp = List.of(tools.yardstick("stamp"), "" + TURNS * LINES);
                add(ours, tools.run(join(stamp, command(tools, guest.toString(), HERE))), HERE);
                List<String> loop = List.of(tools.yardstick("exit-loop"), guest.toString(), argument(HERE));
                add(theirs, tools.run(join(stamp, loop)), HERE);
            }
        }
        return List.of(
                finding("port read", of(ours, "pio"), of(theirs, "pio")),
                finding("device memory read", of(ours, "mmio"), of(theirs, "mmio")));
    }

    private Finding finding(String what, Samples ours, Samples theirs) {
        return Finding.aboveAtMost(
                "exit and return, " + what + (counted ? ", in the lab" : ""),
                counted ? "instr." : "ns",
                ours.least(),
                theirs.least(),
                MOST);
    }

    private static List<String> command(Tools tools, String guest, int exits) {
        List<String> words = new ArrayList<>(List.of(tools.vitrine(), "boot", "--headless", "--serial", "stdio"));
        words.addAll(List.of("--memory", "64", "--kernel", guest, "--append", argument(exits)));
        return words;
    }

    private static Samples of(Map<String, Samples> samples, String what) {
        return samples.computeIfAbsent(what, key -> new Samples());
    }

    private static String argument(int exits) {
        return "%016x".formatted(exits);
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Of lines such as {@code 1234 pio begin}: nanoseconds an exit of each turn but the first. */
    private static void add(Map<String, Samples> into, String stamped, int exits) {
        Map<String, Long> begin = new HashMap<>();
        Map<String, Integer> turns = new HashMap<>();
        for (String line : stamped.lines().toList()) {
            String[] words = line.strip().split(" ", -1);
            if (words.length == 3 && words[2].equals("begin")) {
                begin.put(words[1], Long.parseLong(words[0]));
            } else if (words.length == 3 && words[2].equals("end") && begin.get(words[1]) instanceof Long since) {
                if (turns.merge(words[1], 1, Integer::sum) > 1) {
                    of(into, words[1]).add((Long.parseLong(words[0]) - since) * 1000.0 / exits);
                }
            }
        }
    }
}
