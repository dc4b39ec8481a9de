package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.vitrine.app.detect.Detection;

/**
 * How long it takes to tell what is on a disc of 6 GiB: one that our rules know, and one that nobody does, for which every rule and
 * all of osinfo-db are asked. The discs are made by genisoimage with UDF, Joliet and Rock Ridge, and are holes but for their files.
 */
final class Detect implements Measurement {
    private static final double MOST_FIRST = 500;
    private static final double MOST_AGAIN = 50;
    private static final long SIZE = 6L << 30;

    @Override
    public String name() {
        return "detect";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Path known = disc(tools, "known", "Debian GNU/Linux 12.4.0 \"Bookworm\" - Official amd64 DVD 20231210-17:57");
        Path unknown = disc(tools, "unknown", "?");
        Samples first = new Samples();
        Samples again = new Samples();
        Samples nobodys = new Samples();
        for (int run = 0; run < tools.runs(); run++) {
            first.add(freshMillis(tools, known));
            Detection detection = new Detection(Detection.OSINFO);
            nobodys.add(millis(detection, unknown));
            for (int i = 0; i < tools.runs(); i++) {
                again.add(millis(detection, known));
            }
        }
        return List.of(
                Finding.atMost("detection on 6 GiB, in a new process", "ms", first.median(), Double.NaN, MOST_FIRST),
                Finding.atMost("detection on 6 GiB, again", "ms", again.median(), Double.NaN, MOST_AGAIN),
                Finding.plain("detection of what nobody knows, first", "ms", nobodys.median(), Double.NaN));
    }

    private static double millis(Detection detection, Path disc) throws IOException {
        long start = System.nanoTime();
        String id = detection.detect(disc).id();
        double millis = (System.nanoTime() - start) / 1e6;
        if (id.equals("unknown") != disc.endsWith("unknown.iso")) {
            throw new IOException(disc + " was taken for " + id);
        }
        return millis;
    }

    private static double freshMillis(Tools tools, Path disc) throws IOException, InterruptedException {
        return Double.parseDouble(tools.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DetectOnce.class.getName(),
                        disc.toString()))
                .strip());
    }

    private static Path disc(Tools tools, String name, String info) throws IOException, InterruptedException {
        Path tree = Files.createDirectories(tools.work().resolve(name));
        Files.createDirectories(tree.resolve(".disk"));
        Files.writeString(tree.resolve(".disk/info"), info);
        Path disc = tools.work().resolve(name + ".iso");
        tools.run(List.of("genisoimage", "-quiet", "-udf", "-J", "-R", "-o", disc.toString(), tree.toString()));
        try (FileChannel channel = FileChannel.open(disc, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), SIZE - 1);
        }
        return disc;
    }
}
