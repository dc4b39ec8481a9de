package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The application with a library of 200 machines, none of which runs: from its start to the first cards, and what it costs to leave it open. */
final class Library implements Measurement {
    private static final int MACHINES = 200;
    private static final double MOST_START = 1500;
    private static final double MOST_IDLE = 1;

    @Override
    public String name() {
        return "library";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Samples start = new Samples();
        Samples idle = new Samples();
        for (int run = 0; run < tools.runs(); run++) {
            String[] said = result(tools.run(command(tools))).split(" ", -1);
            start.add(Double.parseDouble(said[0]));
            idle.add(Double.parseDouble(said[1]));
        }
        String what = "library of %d: ".formatted(MACHINES);
        return List.of(
                Finding.atMost(what + "start to cards", "ms", start.median(), Double.NaN, MOST_START),
                Finding.atMost(what + "processor at rest", "%", idle.median(), Double.NaN, MOST_IDLE));
    }

    /** The line of two numbers, among what the X server and JavaFX say. */
    private static String result(String said) throws IOException {
        return said.lines()
                .filter(line -> line.matches("[0-9.]+ [0-9.]+"))
                .findFirst()
                .orElseThrow(() -> new IOException("it said nothing but " + said));
    }

    /** Java as {@code ./vitrine} starts it for a window, but without its cache of classes. */
    private static List<String> command(Tools tools) {
        List<String> words = new ArrayList<>(List.of(
                tools.checkout().resolve("testbed/screen").toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(List.of("-XX:+UseSerialGC", "-Xms16m", "--enable-native-access=ALL-UNNAMED"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(LibraryOpening.class.getName(), "" + MACHINES));
        return words;
    }
}
