package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ours and QEMU's tools take turns on the same images; what a guest sees is held against an array of bytes. */
class DifferentialTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void an_image_that_both_write_in_turn_stays_what_was_written(long seed) throws Exception {
        int operations = new DifferentialRun(directory, seed, 4, 40).run();

        assertThat(operations).isPositive();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111})
    void and_so_do_more_of_them(long seed) throws Exception {
        int operations = new DifferentialRun(directory, seed, 6, 80).run();

        assertThat(operations).isPositive();
    }

    @Tag("long")
    @RepeatedTest(200)
    void and_so_do_images_from_fresh_seeds() throws Exception {
        int operations = new DifferentialRun(directory, System.nanoTime(), 8, 65).run();

        assertThat(operations).isPositive();
    }

    @Tag("long")
    @RepeatedTest(3)
    void an_image_survives_a_hundred_thousand_operations() throws Exception {
        int operations = new DifferentialRun(directory, System.nanoTime(), 500, 200).run();

        assertThat(operations).isEqualTo(100_000);
    }
}
