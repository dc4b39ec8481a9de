package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;

/** The host loses power: of the sectors written since the file's last flush, any may be missing. */
class ReplayTest {
    private static final int SECTOR = 512;
    private static final int CRASHES = 40;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void what_was_flushed_survives_any_loss_of_what_was_not(long seed) throws Exception {
        new Life(seed, directory).run();
    }

    @Tag("long")
    @RepeatedTest(2000)
    void and_does_so_for_fresh_seeds() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        new Life(seed, directory).run();
    }

    /** What a flush of the file keeps apart. */
    private enum FlushKind {
        /** Reference counts and data from the second-level tables that refer to them. */
        BEFORE_SECOND_LEVEL,
        /** Second-level tables from the first-level table. */
        BEFORE_FIRST_LEVEL
    }

    @ParameterizedTest
    @EnumSource
    void a_flush_that_is_missing_between_tables_is_noticed(FlushKind missing) throws Exception {
        AssertionError noticed = null;
        for (long seed = 1; seed <= 40 && noticed == null; seed++) {
            try {
                new Life(seed, directory).run(missing);
            } catch (AssertionError e) {
                noticed = e;
            }
        }

        assertThat(noticed).hasMessageContaining("before step");
    }

    /** The states that the disk went through from one flush on, the first being that of the flush. */
    private record Epoch(int firstStep, List<byte[]> states) {}

    private static final class Life {
        private final long seed;
        private final Random random;
        private final MemoryFile file;
        private final byte[] made;
        private final @Nullable MemoryFile backing;
        private final byte[] disk;
        private final List<Epoch> epochs = new ArrayList<>();

        Life(long seed, Path directory) throws Exception {
            this.seed = seed;
            this.random = new Random(seed * 0x9e3779b97f4a7c15L);
            disk = new byte[SECTOR * (100 + random.nextInt(400))];
            backing = random.nextBoolean() ? new MemoryFile(content(), true) : null;
            Qcow2Options options =
                    Qcow2Options.ofSize(disk.length).withClusterBits(random.nextBoolean() ? 9 : 11 + random.nextInt(3));
            MemoryFile fresh = new MemoryFile();
            Qcow2Creator.create(fresh, backing == null ? options : options.over("backing", "raw"));
            made = random.nextInt(3) == 0 ? withSnapshot(fresh, directory.resolve("image")) : fresh.content();
            file = new MemoryFile(made, false);
        }

        /** With content that a snapshot shares, so that tables are copied before they change. */
        private byte[] withSnapshot(MemoryFile fresh, Path scratch) throws Exception {
            try (Qcow2Image image = Qcow2Image.open(fresh, backing)) {
                image.write(0, Buffers.of(content()));
            }
            Files.write(scratch, fresh.content());
            if (backing != null) {
                Files.write(scratch.resolveSibling("backing"), backing.content());
            }
            Qemu.img("snapshot", "-c", "kept", scratch);
            return Files.readAllBytes(scratch);
        }

        private byte[] content() {
            random.nextBytes(disk);
            return disk;
        }

        void run() throws Exception {
            run(null);
        }

        /** @param missing the kind of flush that a mistake would leave out; null for none */
        void run(@Nullable FlushKind missing) throws Exception {
            live();
            List<MemoryFile.Step> steps = missing == null ? file.steps() : without(missing);
            for (int i = 0; i < CRASHES; i++) {
                // Tables are made and copied for the most part at first.
                int early = epochs.get(Math.min(2, epochs.size() - 1)).firstStep;
                crash(steps, random.nextInt(1 + (random.nextBoolean() ? early : steps.size())));
            }
        }

        private void live() throws Exception {
            try (Qcow2Image image = Qcow2Image.open(file, backing)) {
                flushed();
                for (int i = 0; i < 150; i++) {
                    int from = random.nextInt(disk.length);
                    int length = 1 + random.nextInt(Math.min(disk.length - from, 20_000));
                    switch (random.nextInt(10)) {
                        case 0, 1 -> {
                            image.flush();
                            flushed();
                        }
                        case 2 -> {
                            image.writeZeroes(from, length);
                            Arrays.fill(disk, from, from + length, (byte) 0);
                        }
                        case 3 -> {
                            image.discard(from, length);
                            image.read(0, Buffers.of(disk));
                        }
                        default -> {
                            byte[] bytes = new byte[length];
                            random.nextBytes(bytes);
                            image.write(from, Buffers.of(bytes));
                            System.arraycopy(bytes, 0, disk, from, length);
                        }
                    }
                    epochs.getLast().states.add(disk.clone());
                }
            }
        }

        private void flushed() {
            epochs.add(new Epoch(file.steps().size(), new ArrayList<>(List.of(disk.clone()))));
        }

        /** The steps with nothing in the place of the flushes of a kind. */
        private List<MemoryFile.Step> without(FlushKind kind) {
            List<MemoryFile.Step> steps = new ArrayList<>(file.steps());
            long l1 = ByteBuffer.wrap(made).getLong(40);
            long l1End = l1 + 8L * ByteBuffer.wrap(made).getInt(36);
            Set<Long> tables = new HashSet<>();
            for (MemoryFile.Step step : steps) {
                if (step.position() >= l1 && step.position() < l1End) {
                    ByteBuffer entries = ByteBuffer.wrap(step.data());
                    while (entries.remaining() >= 8) {
                        tables.add(Entry.offset(entries.getLong()));
                    }
                }
            }
            long mask = -1L << ByteBuffer.wrap(made).getInt(20);
            for (int i = 0; i + 1 < steps.size(); i++) {
                MemoryFile.Step next = steps.get(i + 1);
                boolean beforeL1 = next.position() >= l1 && next.position() < l1End;
                boolean beforeTable = tables.contains(next.position() & mask);
                boolean meant = kind == FlushKind.BEFORE_FIRST_LEVEL ? beforeL1 : beforeTable;
                if (steps.get(i).flush() && !next.flush() && meant) {
                    steps.set(i, new MemoryFile.Step(0, new byte[0], false));
                }
            }
            return steps;
        }

        /** @param when the step before which the host fails */
        private void crash(List<MemoryFile.Step> steps, int when) throws Exception {
            int safe = 0;
            for (int i = 0; i < when; i++) {
                safe = steps.get(i).flush() ? i : safe;
            }
            byte[] content = made;
            for (int i = 0; i < when; i++) {
                MemoryFile.Step step = steps.get(i);
                content = i < safe ? MemoryFile.applied(content, step) : partly(content, step);
            }
            check(new MemoryFile(content, false), when);
        }

        private byte[] partly(byte[] content, MemoryFile.Step step) {
            byte[] changed = content.clone();
            for (int at = 0; at < step.data().length; ) {
                int length = (int) Math.min(SECTOR - (step.position() + at) % SECTOR, step.data().length - at);
                if (random.nextBoolean()) {
                    byte[] part = Arrays.copyOfRange(step.data(), at, at + length);
                    changed = MemoryFile.applied(changed, new MemoryFile.Step(step.position() + at, part, false));
                }
                at += length;
            }
            return changed;
        }

        private void check(MemoryFile left, int when) throws Exception {
            String where = "seed %d, before step %d".formatted(seed, when);
            Qcow2Check.Result found = Qcow2Check.check(left, Progress.NONE);
            assertThat(found.errors()).as("%s: %s", where, found.findings()).isZero();
            byte[] seen = new byte[disk.length];
            try (Qcow2Image image = Qcow2Image.open(left, backing)) {
                image.read(0, Buffers.of(seen));
            }
            Epoch epoch = epochs.getFirst();
            for (Epoch later : epochs) {
                epoch = later.firstStep <= when ? later : epoch;
            }
            for (int i = 0; i < seen.length; i++) {
                assertThat(isOneOf(epoch.states, i, seen[i]))
                        .as("%s: byte %d", where, i)
                        .isTrue();
            }
        }

        private static boolean isOneOf(List<byte[]> states, int position, byte value) {
            for (byte[] state : states) {
                if (state[position] == value) {
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 12})
    void growing_leaves_the_old_size_or_the_new(int clusterBits) throws Exception {
        MemoryFile file = new MemoryFile();
        Qcow2Creator.create(file, Qcow2Options.ofSize(100 * SECTOR).withClusterBits(clusterBits));
        byte[] disk = new byte[100 * SECTOR];
        new Random(7).nextBytes(disk);
        try (Qcow2Image image = Qcow2Image.open(file, null)) {
            image.write(0, Buffers.of(disk));
        }
        byte[] before = file.content();
        int first = file.steps().size();
        try (Qcow2Image image = Qcow2Image.open(file, null)) {
            image.resize(1 << 26);
        }
        List<MemoryFile.Step> steps = file.steps();

        for (int when = first; when <= steps.size(); when++) {
            int safe = first;
            for (int i = first; i < when; i++) {
                safe = steps.get(i).flush() ? i : safe;
            }
            for (int missing = safe; missing < when; missing++) {
                byte[] content = before;
                for (int i = first; i < when; i++) {
                    content = i == missing ? content : MemoryFile.applied(content, steps.get(i));
                }
                assertHolds(content, disk);
            }
        }
    }

    private static void assertHolds(byte[] content, byte[] disk) throws ImageException, IOException {
        MemoryFile left = new MemoryFile(content, true);
        assertThat(Qcow2Check.check(left, Progress.NONE).errors()).isZero();
        Qcow2Image image = Qcow2Image.open(left, null);
        byte[] seen = new byte[disk.length];
        image.read(0, Buffers.of(seen));
        assertThat(seen).isEqualTo(disk);
        assertThat(image.size()).isIn((long) disk.length, 1L << 26);
    }
}
