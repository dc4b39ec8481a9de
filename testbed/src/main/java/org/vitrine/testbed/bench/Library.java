package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The application with a library of 200 machines, of which 8 run: from the command to the first picture with cards, what it costs to leave it open
 * with the running ones in view, and how fast it scrolls.
 */
final class Library implements Measurement {
    static final int MACHINES = 200;
    static final int RUNNING = 8;
    private static final double MOST_START = 1500;
    private static final double MOST_IDLE = 1;
    private static final double LEAST_FRAMES = 60;

    /** A frame that falls between two of the screen's is none of ours. */
    private static final double ROUNDING = 0.5;

    @Override
    public String name() {
        return "library";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        String[] said = result(tools.run(command(tools))).split(" ", -1);
        double start = Double.parseDouble(said[0]);
        double startBusy = Double.parseDouble(said[1]);
        double idle = Double.parseDouble(said[2]);
        double frames = Double.parseDouble(said[3]);
        double perFrame = Double.parseDouble(said[4]);
        String what = "library of %d, %d run: ".formatted(MACHINES, RUNNING);
        return List.of(
                Finding.atMost(what + "start", "ms", start, Double.NaN, MOST_START),
                Finding.plain(what + "its processor time", "ms", startBusy, Double.NaN),
                Finding.atMost(what + "at rest", "%", idle, Double.NaN, MOST_IDLE),
                new Finding(
                        what + "scrolling", "1/s", frames, Double.NaN, "≥ 60 1/s", frames >= LEAST_FRAMES - ROUNDING),
                Finding.plain(what + "a frame's processor time", "ms", perFrame, Double.NaN));
    }

    /** The line of numbers, among what the X server and JavaFX say. */
    private static String result(String said) throws IOException {
        return said.lines()
                .filter(line -> line.matches("[0-9.]+( [0-9.]+){4}"))
                .findFirst()
                .orElseThrow(() -> new IOException("it said nothing but " + said));
    }

    private static List<String> command(Tools tools) {
        List<String> words = new ArrayList<>(
                List.of(tools.checkout().resolve("testbed/screen").toString(), java(), "-XX:+UseSerialGC"));
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(LibrarySession.class.getName(), tools.vitrine(), "" + tools.runs()));
        return words;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
