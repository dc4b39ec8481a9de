package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames a second of a console in which every pixel changes 60 times a second, on a virtual X screen. */
final class Console implements Measurement {
    private static final int LEAST = 60;
    /** A frame that falls between two of the screen's is none of ours. */
    private static final double ROUNDING = 0.5;

    @Override
    public String name() {
        return "console";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (int[] size : new int[][] {{1280, 800}, {1920, 1080}}) {
            String[] said = tools.run(command(tools, size)).strip().split(" ", -1);
            double rate = Double.parseDouble(said[said.length - 2]);
            double busy = Double.parseDouble(said[said.length - 1]);
            String where = "console at %d×%d".formatted(size[0], size[1]);
            findings.add(new Finding(
                    where + ", frames a second",
                    "1/s",
                    Math.round(rate * 10) / 10.0,
                    Double.NaN,
                    "≥ " + LEAST + " 1/s",
                    rate >= LEAST - ROUNDING));
            findings.add(Finding.plain(where + ", of one processor", "%", busy, Double.NaN));
        }
        return findings;
    }

    /** Java as {@code ./vitrine} starts it. */
    private static List<String> command(Tools tools, int[] size) {
        List<String> words = new ArrayList<>(
                List.of(tools.checkout().resolve("testbed/screen").toString(), java()));
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m"));
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(MovingPicture.class.getName(), "" + size[0], "" + size[1]));
        return words;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
