package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames a second of a console in which every pixel changes 60 times a second, on a virtual X screen. */
final class Console implements Measurement {
    private static final int LEAST = 60;
    private static final int WHOLE = 100;
    /** Per cent: what a window of an ordinary size has room for; smooth scaling. */
    private static final int SMALLER = 75;

    /** A frame that falls between two of the screen's is none of ours. */
    private static final double ROUNDING = 0.5;

    @Override
    public String name() {
        return "console";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (int[] size : new int[][] {{1280, 800, WHOLE}, {1920, 1080, WHOLE}, {1920, 1080, SMALLER}}) {
            String[] said = result(tools.run(command(tools, size))).split(" ", -1);
            double rate = Double.parseDouble(said[0]);
            double busy = Double.parseDouble(said[1]);
            String where = "console, %d×%d%s".formatted(size[0], size[1], size[2] == WHOLE ? "" : " made smaller");
            findings.add(new Finding(
                    where + ": frames", "1/s", rate, Double.NaN, "≥ " + LEAST + " 1/s", rate >= LEAST - ROUNDING));
            findings.add(Finding.plain(where + ": processor", "%", busy, Double.NaN));
        }
        return findings;
    }

    /** The line of two numbers, among what the X server and JavaFX say. */
    private static String result(String said) throws IOException {
        return said.lines()
                .filter(line -> line.matches("[0-9.]+ [0-9.]+"))
                .findFirst()
                .orElseThrow(() -> new IOException("it said nothing but " + said));
    }

    /** Java as {@code ./vitrine} starts it for a window. */
    private static List<String> command(Tools tools, int[] size) {
        List<String> words = new ArrayList<>(
                List.of(tools.checkout().resolve("testbed/screen").toString(), java()));
        words.addAll(List.of("-XX:+UseSerialGC", "-Xms16m"));
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(MovingPicture.class.getName(), "" + size[0], "" + size[1], "" + size[2]));
        return words;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
