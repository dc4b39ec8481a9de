package org.vitrine.testbed.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;

/** The qcow2 layer alone, in this process, beside {@code qemu-img bench}: one request at a time on a file in the page cache. */
final class Images implements Measurement {
    private static final long SIZE = 512L << 20;
    private static final double LEAST = 1.0;
    private static final Pattern COMPLETED = Pattern.compile("completed in ([0-9.]+) seconds");

    /** @param step bytes from one request to the next, modulo the image's size */
    private record Load(String what, boolean write, int size, long step, int count) {}

    private static final List<Load> LOADS = List.of(
            new Load("first write, 1 MiB", true, 1 << 20, 1 << 20, 512),
            new Load("write, 1 MiB", true, 1 << 20, 1 << 20, 1024),
            new Load("read, 1 MiB", false, 1 << 20, 1 << 20, 1024),
            // An odd number of blocks, so that every block has its turn.
            new Load("write, 4 KiB scattered", true, 4096, 4096 * 4099L, 40_000),
            new Load("read, 4 KiB scattered", false, 4096, 4096 * 4099L, 80_000));

    @Override
    public String name() {
        return "images";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Samples> ours = samples();
        List<Samples> theirs = samples();
        Path image = tools.work().resolve("bench.qcow2");
        for (int run = 0; run < tools.runs(); run++) {
            create(tools, image);
            for (int i = 0; i < LOADS.size(); i++) {
                ours.get(i).add(our(image, LOADS.get(i)));
            }
            create(tools, image);
            for (int i = 0; i < LOADS.size(); i++) {
                theirs.get(i).add(their(tools, image, LOADS.get(i)));
            }
        }
        Files.delete(image);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < LOADS.size(); i++) {
            Load load = LOADS.get(i);
            findings.add(Finding.ratioAtLeast(
                    "qcow2, " + load.what, "MiB/s", speed(load, ours.get(i)), speed(load, theirs.get(i)), LEAST));
        }
        return findings;
    }

    private static List<Samples> samples() {
        List<Samples> samples = new ArrayList<>();
        LOADS.forEach(load -> samples.add(new Samples()));
        return samples;
    }

    private static double speed(Load load, Samples seconds) {
        return (double) load.size * load.count / (1 << 20) / seconds.least();
    }

    private static void create(Tools tools, Path image) throws IOException, InterruptedException {
        Files.deleteIfExists(image);
        tools.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + SIZE));
    }

    /** Seconds. */
    private static double our(Path image, Load load) throws IOException {
        try (Arena arena = Arena.ofConfined();
                BlockNode node =
                        org.vitrine.engine.image.chain.Images.open(image, false, Optional.of(ImageFormat.QCOW2))) {
            MemorySegment data = arena.allocate(load.size, 4096);
            data.fill((byte) 0xa5);
            Buffers buffers = Buffers.of(data);
            long start = System.nanoTime();
            long position = 0;
            for (int i = 0; i < load.count; i++) {
                if (load.write) {
                    node.write(position, buffers);
                } else {
                    node.read(position, buffers);
                }
                position = (position + load.step) % SIZE;
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (ImageException e) {
            throw new IOException(e);
        }
    }

    /** Seconds. */
    private static double their(Tools tools, Path image, Load load) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("qemu-img", "bench", "-f", "qcow2", "-t", "writeback", "-d", "1"));
        words.addAll(List.of("-c", "" + load.count, "-s", "" + load.size, "-S", "" + load.step));
        if (load.write) {
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
