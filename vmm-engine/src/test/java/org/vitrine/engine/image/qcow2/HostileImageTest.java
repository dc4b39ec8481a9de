package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;

/** Images that lie. */
class HostileImageTest {
    private static final int CLUSTER = 4096;
    private static final long COPIED = 1L << 63;

    private byte[] sound = new byte[0];

    /** Clusters: 0 header, 1 L1, then refcounts, then an L2 table and data. */
    @BeforeEach
    void makeImage() throws Exception {
        MemoryFile file = new MemoryFile();
        Qcow2Creator.create(file, Qcow2Options.ofSize(4 << 20).withClusterBits(12));
        try (Qcow2Image image = Qcow2Image.open(file, null)) {
            image.write(0, Buffers.of(new byte[2 * CLUSTER]));
            image.write(3 << 20, Buffers.of(new byte[CLUSTER]));
        }
        sound = file.content();
    }

    private static Arguments lie(String what, Consumer<ByteBuffer> change, String answer) {
        return Arguments.of(what, change, answer);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                lie("magic", image -> image.putInt(0, 0x1234), "is not a qcow2 image"),
                lie("version", image -> image.putInt(4, 4), "of version 4"),
                lie("clusters too small", image -> image.putInt(20, 8), "cluster size is 2^8"),
                lie("clusters too large", image -> image.putInt(20, 22), "cluster size is 2^22"),
                lie("encrypted", image -> image.putInt(32, 1), "is encrypted"),
                lie("size 0", image -> image.putLong(24, 0), "its disk has 0 bytes"),
                lie("size 2^63", image -> image.putLong(24, Long.MIN_VALUE), "its disk has 9223372036854775808 bytes"),
                lie("size 2^63 - 512", image -> image.putLong(24, Long.MAX_VALUE - 511), "L1 table is too short"),
                lie("odd size", image -> image.putLong(24, 513), "not a positive multiple of 512"),
                lie("L1 too short", image -> image.putInt(36, 1), "L1 table is too short"),
                lie("L1 too long", image -> image.putInt(36, -1), "its L1 table would have"),
                lie("L1 askew", image -> image.putLong(40, CLUSTER + 8), "L1 table does not begin at a cluster"),
                lie("L1 in the header", image -> image.putLong(40, 0), "L1 table lies in the header"),
                lie("L1 outside", image -> image.putLong(40, 1L << 40), "L1 table reaches out of the file"),
                lie("L1 negative", image -> image.putLong(40, -CLUSTER), "L1 table lies in the header"),
                lie("refcounts outside", image -> image.putLong(48, 1L << 50), "refcount table reaches out"),
                lie("refcounts in the header", image -> image.putLong(48, 0), "refcount table lies in the header"),
                lie("refcounts too long", image -> image.putInt(56, -1), "its refcount table would have"),
                lie("no refcounts", image -> image.putInt(56, 0), "it has no refcount table"),
                lie("refcounts on L1", image -> image.putLong(48, image.getLong(40)), "lies where another table is"),
                lie("snapshots on L1", image -> image.putInt(60, 1).putLong(64, image.getLong(40)), "damaged"),
                lie("many snapshots", image -> image.putInt(60, 100_000), "100,000 snapshots"),
                lie("wide refcounts", image -> image.putInt(96, 7), "more than 64 bits"),
                lie("short header", image -> image.putInt(100, 96), "its header's length is wrong"),
                lie("long header", image -> image.putInt(100, 1 << 20), "its header's length is wrong"),
                lie("dirt in a feature", image -> image.putLong(72, 1L << 40), "not supported (bit 40)"),
                lie("external data", image -> image.putLong(72, 4), "not supported (external data file)"),
                lie("extended L2", image -> image.putLong(72, 16), "not supported (extended L2 entries)"),
                lie("compression", image -> image.putLong(72, 8).put(104, (byte) 9), "a method that is not known"),
                lie("long name", image -> image.putLong(8, 200).putInt(16, 5000), "longer than 1023 bytes"),
                lie("name outside", image -> image.putLong(8, CLUSTER - 2).putInt(16, 5), "behind the header"),
                lie("name in the header", image -> image.putLong(8, 8).putInt(16, 5), "behind the header"),
                lie("extension", image -> image.putInt(112, 77).putInt(116, 1 << 30), "header extension"),
                lie("corrupt bit", image -> image.putLong(72, 2), "was marked as damaged"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void a_header_that_lies_is_refused_with_one_sentence(String what, Consumer<ByteBuffer> change, String answer) {
        change.accept(ByteBuffer.wrap(sound));

        assertThatThrownBy(() -> Qcow2Image.open(new MemoryFile(sound, false), null))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(answer)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 71, 72, 103, 500, CLUSTER, CLUSTER + 8})
    void a_file_that_is_cut_short_in_its_tables_is_refused(int length) {
        assertThatThrownBy(() -> Qcow2Image.open(new MemoryFile(java.util.Arrays.copyOf(sound, length), false), null))
                .isInstanceOf(ImageException.class);
    }

    private long l1Entry(int index) {
        return ByteBuffer.wrap(sound).getLong(CLUSTER + index * 8);
    }

    private int l2() {
        return (int) (l1Entry(0) & ~COPIED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1000_0000_0000L, 0, CLUSTER, 512})
    void an_l1_entry_that_points_elsewhere_is_refused_for_writing(long place) {
        // The header for 0, the L1 table itself, the middle of a cluster, behind the end.
        long entry = place == 0 ? COPIED | 1 : COPIED | place;
        ByteBuffer.wrap(sound).putLong(CLUSTER, entry);

        assertThatThrownBy(() -> Qcow2Image.open(new MemoryFile(sound, false), null))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("L2 table 0");
    }

    @Test
    void two_l1_entries_to_one_table_are_refused_for_writing() {
        ByteBuffer.wrap(sound).putLong(CLUSTER + 8, l1Entry(0));

        assertThatThrownBy(() -> Qcow2Image.open(new MemoryFile(sound, false), null))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("lies where another table is");
    }

    @Test
    void a_refcount_block_on_a_table_is_refused_for_writing() {
        int table = (int) ByteBuffer.wrap(sound).getLong(48);
        ByteBuffer.wrap(sound).putLong(table, l2());

        assertThatThrownBy(() -> Qcow2Image.open(new MemoryFile(sound, false), null))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("L2 table 0");
    }

    @ParameterizedTest
    @ValueSource(longs = {COPIED | 1L << 50, COPIED | 512, COPIED | 1L << 56 | CLUSTER, 1L << 62 | 1L << 40})
    void an_l2_entry_that_points_nowhere_fails_the_read_and_ends_all_writing(long entry) throws Exception {
        ByteBuffer.wrap(sound).putLong(l2(), entry);
        MemoryFile file = new MemoryFile(sound, false);
        Qcow2Image image = Qcow2Image.open(file, null);

        assertThatThrownBy(() -> image.read(0, Buffers.of(new byte[10])))
                .isInstanceOfSatisfying(
                        BlockException.class, e -> assertThat(e.kind()).isEqualTo(BlockException.Kind.CORRUPT));
        assertThatThrownBy(() -> image.write(1 << 20, Buffers.of(new byte[10]))).isInstanceOf(BlockException.class);
        assertThat(Qcow2Info.read(new MemoryFile(file.content(), true)).corrupt())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void data_on_a_table_is_never_overwritten(int cluster) throws Exception {
        ByteBuffer.wrap(sound).putLong(l2(), COPIED | (long) cluster * CLUSTER);
        MemoryFile file = new MemoryFile(sound, false);
        Qcow2Image image = Qcow2Image.open(file, null);

        assertThatThrownBy(() -> image.write(0, Buffers.of(new byte[] {1, 2, 3})))
                .isInstanceOf(BlockException.class)
                .hasMessageContaining("points to a table");
        assertThat(file.content()).as("nothing but the corrupt bit has changed").satisfies(content -> {
            content[79] &= ~2;
            assertThat(content).isEqualTo(sound);
        });
    }

    @Test
    void a_table_that_counts_as_free_is_not_given_away() throws Exception {
        int table = (int) ByteBuffer.wrap(sound).getLong(48);
        int block = (int) ByteBuffer.wrap(sound).getLong(table);
        // Clusters 0 and 1: header and L1 table.
        ByteBuffer.wrap(sound).putInt(block, 0);
        Qcow2Image image = Qcow2Image.open(new MemoryFile(sound, false), null);

        assertThatThrownBy(() -> image.write(1 << 20, Buffers.of(new byte[10])))
                .isInstanceOf(BlockException.class)
                .hasMessageContaining("holds a table, but counts as free");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void random_damage_throws_nothing_but_what_is_declared(long seed) throws Exception {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        int opened = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = sound.clone();
            for (int k = 0; k <= random.nextInt(3); k++) {
                int limit = random.nextBoolean() ? 120 : damaged.length;
                damaged[random.nextInt(limit)] ^= (byte) (1 << random.nextInt(8));
            }
            MemoryFile file = new MemoryFile(damaged, false);
            try (Qcow2Image image = Qcow2Image.open(file, null)) {
                opened++;
                image.read(0, Buffers.of(new byte[(int) Math.min(image.size(), 3 * CLUSTER)]));
                image.write(1 << 20, Buffers.of(new byte[CLUSTER + 1]));
                image.writeZeroes(0, 2 * CLUSTER);
                image.flush();
                Repair.repair(file, Progress.NONE);
            } catch (ImageException | IOException e) {
                assertThat(e.getMessage()).as("seed %d, image %d", seed, i).endsWith(".");
            }
        }
        assertThat(opened).isPositive();
    }
}
