package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;

/** The host has no space left: at each write to the file in turn, in the middle of each kind of change. */
class NoSpaceTest {
    private static final int SIZE = 1 << 20;
    private static final int PLACE = 300_000;
    private static final int MOST_WRITES = 500;

    private enum Change {
        WRITE {
            @Override
            void make(Qcow2Image image) throws IOException {
                image.write(PLACE, Buffers.of(data()));
            }
        },
        WRITE_AND_FLUSH {
            @Override
            void make(Qcow2Image image) throws IOException {
                image.write(PLACE, Buffers.of(data()));
                image.flush();
            }
        },
        WRITE_ZEROES {
            @Override
            void make(Qcow2Image image) throws IOException {
                image.writeZeroes(PLACE, 100_001);
                image.flush();
            }
        },
        WRITE_COMPRESSED {
            @Override
            void make(Qcow2Image image) throws IOException {
                for (int i = 0; i < 20; i++) {
                    image.writeCompressed(PLACE / 512 * 512 + i * 512, new byte[512]);
                }
                image.flush();
            }
        },
        GROW {
            @Override
            void make(Qcow2Image image) throws IOException {
                image.resize(16 * SIZE);
            }
        },
        SHRINK {
            @Override
            void make(Qcow2Image image) throws IOException {
                image.resize(SIZE / 2);
            }
        };

        abstract void make(Qcow2Image image) throws IOException;

        private static byte[] data() {
            byte[] data = new byte[100_001];
            new Random(8).nextBytes(data);
            return data;
        }
    }

    /** Half of the disk is written, so that places are both new and not; clusters are small, so that there are many tables. */
    private static MemoryFile makeImage(byte[] disk) throws Exception {
        MemoryFile file = new MemoryFile();
        Qcow2Creator.create(file, Qcow2Options.ofSize(SIZE).withClusterBits(9));
        new Random(7).nextBytes(disk);
        Arrays.fill(disk, SIZE / 3, SIZE, (byte) 0);
        try (Qcow2Image image = Qcow2Image.open(file, null)) {
            image.write(0, Buffers.of(disk).slice(0, SIZE / 3));
        }
        return file;
    }

    private static byte[] read(BlockNode image) throws IOException {
        byte[] seen = new byte[(int) image.size()];
        image.read(0, Buffers.of(seen));
        return seen;
    }

    @ParameterizedTest
    @EnumSource
    void a_change_that_finds_none_is_told_harms_nothing_else_and_can_be_made_again(Change change) throws Exception {
        byte[] disk = new byte[SIZE];
        byte[] sound = makeImage(disk).content();
        MemoryFile changed = new MemoryFile(sound, false);
        byte[] expected;
        try (Qcow2Image image = Qcow2Image.open(changed, null)) {
            change.make(image);
            expected = read(image);
        }
        int failures = 0;
        for (int writes = 0; writes < MOST_WRITES; writes++) {
            MemoryFile file = new MemoryFile(sound, false);
            Qcow2Image image = Qcow2Image.open(file, null);
            file.failAfter(writes);
            boolean done = tried(change, image);
            failures += done ? 0 : 1;
            file.failAfter(Integer.MAX_VALUE);
            assertElsewhereUnchanged(read(image), disk);
            change.make(image);
            image.close();

            Qcow2Check.Result found = Qcow2Check.check(file, Progress.NONE);
            assertThat(found.errors())
                    .as("space for %d writes: %s", writes, found.findings())
                    .isZero();
            try (Qcow2Image again = Qcow2Image.open(file, null)) {
                assertThat(Arrays.mismatch(read(again), expected)).isEqualTo(-1);
            }
            if (done) {
                break;
            }
        }

        assertThat(failures).isBetween(1, MOST_WRITES - 1);
    }

    private static boolean tried(Change change, Qcow2Image image) {
        try {
            change.make(image);
            return true;
        } catch (IOException e) {
            assertThat(e)
                    .isInstanceOfSatisfying(
                            BlockException.class,
                            problem -> assertThat(problem.kind()).isEqualTo(BlockException.Kind.NO_SPACE));
            assertThat(e).hasMessageEndingWith(".");
            return false;
        }
    }

    private static void assertElsewhereUnchanged(byte[] seen, byte[] disk) {
        int before = PLACE / 512 * 512;
        assertThat(Arrays.mismatch(seen, 0, before, disk, 0, before)).isEqualTo(-1);
        int after = PLACE + 100_001;
        if (seen.length == disk.length) {
            assertThat(Arrays.mismatch(seen, after, SIZE, disk, after, SIZE)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_was_flushed_is_there_when_the_process_ends_without_space(Change change) throws Exception {
        byte[] disk = new byte[SIZE];
        byte[] sound = makeImage(disk).content();
        for (int writes = 0; writes < 40; writes++) {
            MemoryFile file = new MemoryFile(sound, false);
            Qcow2Image image = Qcow2Image.open(file, null);
            file.failAfter(writes);
            if (tried(change, image)) {
                return;
            }
            // Killed here: nothing more is written.
            MemoryFile left = new MemoryFile(file.content(), true);

            assertThat(Qcow2Check.check(left, Progress.NONE).errors()).isZero();
            try (Qcow2Image again = Qcow2Image.open(left, null)) {
                assertElsewhereUnchanged(read(again), disk);
            }
        }
    }
}
