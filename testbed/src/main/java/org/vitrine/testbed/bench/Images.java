package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.vitrine.testbed.bench.micro.ImageLoad;
import org.vitrine.testbed.bench.micro.Qcow2Benchmark;

/**
 * The qcow2 layer alone, by JMH with the compiler that VM processes have, beside {@code qemu-img bench}, the same requests one at a time on a file in the page
 * cache. Of both sides the best run counts.
 */
final class Images implements Measurement {
    private static final double LEAST = 1.0;
    private static final Pattern COMPLETED = Pattern.compile("completed in ([0-9.]+) seconds");

    @Override
    public String name() {
        return "images";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Map<ImageLoad, Double> ours = ours(tools);
        Map<ImageLoad, Samples> theirs = new EnumMap<>(ImageLoad.class);
        Path image = tools.work().resolve("bench.qcow2");
        for (int run = 0; run < tools.runs(); run++) {
            create(tools, image);
            for (ImageLoad load : ImageLoad.values()) {
                theirs.computeIfAbsent(load, each -> new Samples()).add(their(tools, image, load));
            }
        }
        Files.delete(image);
        List<Finding> findings = new ArrayList<>();
        for (ImageLoad load : ImageLoad.values()) {
            findings.add(Finding.ratioAtLeast(
                    "qcow2, " + load.words(),
                    "MiB/s",
                    load.speed(Objects.requireNonNull(ours.get(load))),
                    load.speed(Objects.requireNonNull(theirs.get(load)).least()),
                    LEAST));
        }
        return findings;
    }

    private static void create(Tools tools, Path image) throws IOException, InterruptedException {
        Files.deleteIfExists(image);
        tools.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + ImageLoad.SIZE));
    }

    /** Seconds of each load. */
    private static Map<ImageLoad, Double> ours(Tools tools) throws IOException, InterruptedException {
        Path empty = tools.work().resolve("empty.qcow2");
        create(tools, empty);
        try {
            Map<ImageLoad, Double> least = new EnumMap<>(ImageLoad.class);
            for (RunResult result : Jmh.run(
                    Jmh.options(tools).include(Qcow2Benchmark.class.getName()).param("empty", empty.toString()))) {
                Result<?> seconds = result.getPrimaryResult();
                least.put(
                        ImageLoad.valueOf(result.getParams().getParam("load")),
                        seconds.getStatistics().getMin());
            }
            return least;
        } finally {
            Files.delete(empty);
        }
    }

    /** Seconds. */
    private static double their(Tools tools, Path image, ImageLoad load) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("qemu-img", "bench", "-f", "qcow2", "-t", "writeback", "-d", "1"));
        words.addAll(List.of("-c", "" + load.count(), "-s", "" + load.length(), "-S", "" + load.step()));
        if (load.write()) {
            words.addAll(List.of("-w", "--pattern=165"));
        }
        words.add(image.toString());
        String said = tools.run(words);
        Matcher completed = COMPLETED.matcher(said);
        if (!completed.find()) {
            throw new IOException("qemu-img bench said only this: " + said);
        }
        return Double.parseDouble(completed.group(1));
    }
}
