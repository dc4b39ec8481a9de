package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.raw.FileNode;

/** One random life of an image: made by either side, then written by both in turn, with snapshots and resizes between. */
final class DifferentialRun {
    private static final int[] CLUSTER_BITS = {9, 10, 12, 14, 16, 16, 18, 21};
    private static final int MOST_SNAPSHOTS = 4;
    private static final int[] REFCOUNT_ORDERS = {4, 4, 2, 3, 5, 6};

    private final Path directory;
    private final Path image;
    private final Random random;
    private final int phases;
    private final int operationsInPhase;
    private final int clusterBits;
    private final int version;
    private final String setUp;
    private final Map<String, byte[]> snapshots = new HashMap<>();
    private final boolean hasBacking;
    private byte[] disk;
    private int operations;

    DifferentialRun(Path directory, long seed, int phases, int operationsInPhase) throws Exception {
        this.directory = directory;
        this.image = directory.resolve("image.qcow2");
        // Neighbouring seeds begin alike.
        this.random = new Random(seed * 0x9e3779b97f4a7c15L);
        this.phases = phases;
        this.operationsInPhase = operationsInPhase;
        clusterBits = CLUSTER_BITS[random.nextInt(CLUSTER_BITS.length)];
        version = random.nextInt(4) == 0 ? 2 : 3;
        int refcountOrder = version == 2 ? 4 : REFCOUNT_ORDERS[random.nextInt(REFCOUNT_ORDERS.length)];
        boolean zstandard = version == 3 && random.nextInt(3) == 0;
        boolean lazy = version == 3 && random.nextInt(3) == 0;
        disk = new byte[512 * (1 + random.nextInt(clusterBits < 12 ? 2000 : 6000))];
        Files.deleteIfExists(image);
        Optional<Path> backing = makeBacking();
        hasBacking = backing.isPresent();
        boolean ours = random.nextBoolean();
        setUp = "seed %d: clusters 2^%d, version %d, refcount order %d, %d bytes, backing %s, made by %s"
                .formatted(seed, clusterBits, version, refcountOrder, disk.length, backing, ours ? "us" : "QEMU");
        System.out.println(setUp);
        if (ours) {
            Qcow2Options options = new Qcow2Options(
                    disk.length,
                    version,
                    clusterBits,
                    refcountOrder,
                    lazy,
                    zstandard,
                    backing.map(path -> path.getFileName().toString()),
                    backing.map(DifferentialRun::formatOf));
            try (FileNode file = FileNode.create(image)) {
                Qcow2Creator.create(file, options);
            }
        } else {
            List<Object> arguments = new ArrayList<>(List.of("create", "-q", "-f", "qcow2", "-o"));
            arguments.add("cluster_size=%d,compat=%s,refcount_bits=%d,lazy_refcounts=%s,compression_type=%s"
                    .formatted(
                            1 << clusterBits,
                            version == 2 ? "0.10" : "1.1",
                            1 << refcountOrder,
                            lazy ? "on" : "off",
                            zstandard ? "zstd" : "zlib"));
            backing.ifPresent(path -> arguments.addAll(List.of("-b", path.getFileName(), "-F", formatOf(path))));
            arguments.addAll(List.of(image, disk.length));
            Qemu.img(arguments.toArray());
        }
    }

    private static String formatOf(Path backing) {
        return backing.toString().endsWith("raw") ? "raw" : "qcow2";
    }

    /** Backing files with content, none to three behind each other, perhaps compressed, each shorter or longer than the next. */
    private Optional<Path> makeBacking() throws IOException {
        int kind = random.nextInt(5);
        if (kind == 0) {
            return Optional.empty();
        }
        byte[] content = new byte[512 * (1 + random.nextInt(4000))];
        for (int i = 0; i < 10; i++) {
            int from = random.nextInt(content.length);
            Arrays.fill(content, from, from + random.nextInt(content.length - from), (byte) random.nextInt(256));
        }
        Path top = directory.resolve("backing.raw");
        Files.write(top, content);
        if (kind == 2 || kind == 3) {
            Path qcow2 = directory.resolve("backing.qcow2");
            List<Object> arguments = new ArrayList<>(List.of("convert", "-O", "qcow2"));
            if (kind == 2) {
                arguments.addAll(List.of("-c", "-o", "compression_type=" + (random.nextBoolean() ? "zstd" : "zlib")));
            }
            arguments.addAll(List.of("-f", "raw", top, qcow2));
            Qemu.img(arguments.toArray());
            top = qcow2;
        } else if (kind == 4) {
            for (String name : new String[] {"lower.qcow2", "backing.qcow2"}) {
                content = Arrays.copyOf(content, 512 * (1 + random.nextInt(4000)));
                top = makeOverlay(directory.resolve(name), top, content);
            }
        }
        System.arraycopy(content, 0, disk, 0, Math.min(content.length, disk.length));
        return Optional.of(top);
    }

    /** An overlay that holds some of the disk itself. */
    private Path makeOverlay(Path path, Path behind, byte[] content) throws IOException {
        Qemu.img(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                behind.getFileName(),
                "-F",
                formatOf(behind),
                path,
                content.length);
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int from = random.nextInt(content.length);
            int length = 1 + randomLength(content.length - from);
            int pattern = random.nextInt(256);
            commands.add("write -P %d %d %d".formatted(pattern, from, length));
            Arrays.fill(content, from, from + length, (byte) pattern);
        }
        Qemu.io(path, commands);
        return path;
    }

    /** @return how many operations were done */
    int run() throws Exception {
        for (int phase = 0; phase < phases; phase++) {
            boolean ours = random.nextBoolean();
            if (ours) {
                writeOurselves();
            } else {
                writeByQemu();
            }
            check(ours);
            between(phase);
        }
        for (String name : snapshots.keySet()) {
            checkSnapshot(name);
        }
        return operations;
    }

    /** Something that only a closed image allows. */
    private void between(int phase) throws Exception {
        switch (random.nextInt(7)) {
            case 0 -> {
                if (snapshots.size() < MOST_SNAPSHOTS) {
                    String name = "s" + phase;
                    Qemu.img("snapshot", "-c", name, image);
                    snapshots.put(name, disk.clone());
                    check(false);
                }
            }
            case 1, 2 -> {
                if (snapshots.isEmpty()) {
                    resize();
                }
            }
            case 3 -> {
                if (!snapshots.isEmpty()) {
                    String name = anySnapshot();
                    checkSnapshot(name);
                    Qemu.img("snapshot", "-a", name, image);
                    disk = snapshots.getOrDefault(name, disk).clone();
                    check(false);
                }
            }
            case 4 -> {
                if (!snapshots.isEmpty()) {
                    String name = anySnapshot();
                    Qemu.img("snapshot", "-d", name, image);
                    snapshots.remove(name);
                    check(false);
                }
            }
            default -> {}
        }
    }

    private String anySnapshot() {
        List<String> names = snapshots.keySet().stream().sorted().toList();
        return names.get(random.nextInt(names.size()));
    }

    private void checkSnapshot(String name) throws IOException {
        byte[] seen = Qemu.read(image, directory.resolve("out"), "-l", "snapshot.name=" + name);
        assertSame(seen, snapshots.getOrDefault(name, new byte[0]), "snapshot " + name);
    }

    private void resize() throws Exception {
        // QEMU lets the rest of a cluster that shrinking cut show again.
        int unit = 1 << clusterBits;
        int size = Math.max(1, random.nextInt(2 * disk.length) / unit) * unit;
        // QEMU cannot make an image longer over a backing file that version 2 has no zeroes to hide.
        boolean ours = random.nextBoolean() || (version == 2 && hasBacking && size > disk.length);
        if (ours) {
            try (BlockNode node = open(false)) {
                node.resize(size);
            }
        } else {
            Qemu.img("resize", "-q", "-f", "qcow2", "--shrink", image, size);
        }
        disk = Arrays.copyOf(disk, size);
        check(ours);
    }

    private BlockNode open(boolean readOnly) throws ImageException {
        return Images.open(image, readOnly, Optional.of(ImageFormat.QCOW2));
    }

    private void writeOurselves() throws Exception {
        try (BlockNode node = open(false)) {
            for (int i = 0; i < operationsInPhase; i++) {
                operations++;
                int from = random.nextInt(disk.length);
                int length = 1 + randomLength(disk.length - from);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        node.writeZeroes(from, length);
                        Arrays.fill(disk, from, from + length, (byte) 0);
                    }
                    case 1 -> {
                        node.discard(from, length);
                        discarded(from, length);
                    }
                    case 2 -> node.flush();
                    case 3 -> {
                        byte[] seen = new byte[length];
                        node.read(from, Buffers.of(seen));
                        assertSame(seen, Arrays.copyOfRange(disk, from, from + length), "read at " + from);
                    }
                    default -> {
                        byte[] bytes = new byte[length];
                        random.nextBytes(bytes);
                        node.write(from, Buffers.of(bytes));
                        System.arraycopy(bytes, 0, disk, from, length);
                    }
                }
            }
        }
    }

    private void writeByQemu() throws IOException {
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < operationsInPhase; i++) {
            operations++;
            int from = random.nextInt(disk.length);
            int length = 1 + randomLength(disk.length - from);
            switch (random.nextInt(6)) {
                case 0 -> {
                    commands.add("write -z %s %d %d".formatted(random.nextBoolean() ? "-u" : "", from, length));
                    Arrays.fill(disk, from, from + length, (byte) 0);
                }
                case 1 -> {
                    if (version == 3 || !hasBacking) {
                        commands.add("discard %d %d".formatted(from, length));
                        discarded(from, length);
                    }
                }
                case 2 -> commands.add("flush");
                default -> {
                    int pattern = random.nextInt(256);
                    commands.add("write -P %d %d %d".formatted(pattern, from, length));
                    Arrays.fill(disk, from, from + length, (byte) pattern);
                }
            }
        }
        Qemu.io(image, commands);
    }

    private int randomLength(int most) {
        int length = switch (random.nextInt(3)) {
            case 0 -> random.nextInt(4096);
            case 1 -> random.nextInt(4 << clusterBits);
            default -> random.nextInt(300_000);
        };
        return Math.min(length, most - 1);
    }

    /** Whole clusters read as zeroes then; version 2 keeps them if something lies behind. */
    private void discarded(int from, int length) {
        if (version == 2 && hasBacking) {
            return;
        }
        long cluster = 1L << clusterBits;
        long first = (from + cluster - 1) / cluster * cluster;
        long end = from + length == disk.length ? disk.length : (from + length) / cluster * cluster;
        if (first < end) {
            Arrays.fill(disk, (int) first, (int) end, (byte) 0);
        }
    }

    /** @param ours who wrote last: the other reads; both check */
    private void check(boolean ours) throws Exception {
        if (ours) {
            assertSame(Qemu.read(image, directory.resolve("out"), "-f", "qcow2"), disk, "QEMU reads what we wrote");
        } else {
            try (BlockNode node = open(true)) {
                byte[] seen = new byte[(int) node.size()];
                node.read(0, Buffers.of(seen));
                assertSame(seen, disk, "we read what QEMU wrote");
            }
        }
        Qemu.Outcome theirs = Qemu.tryImg("check", "-f", "qcow2", image);
        assertThat(theirs.status())
                .as("%s%nqemu-img check: %s", setUp, theirs.output())
                .isZero();
        try (FileNode file = FileNode.open(image, true)) {
            assertThat(Qcow2Check.check(file, Progress.NONE).findings())
                    .as(setUp)
                    .isEmpty();
        }
    }

    private void assertSame(byte[] seen, byte[] expected, String what) {
        assertThat(Arrays.mismatch(seen, expected))
                .as("%s: %s, first difference", setUp, what)
                .isEqualTo(-1);
    }
}
