package org.vitrine.display.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSetTest {
    private static List<String> runs(RowSet rows, int height) {
        List<String> runs = new ArrayList<>();
        rows.forEachRun(height, (first, count) -> runs.add(first + "+" + count));
        return runs;
    }

    @Test
    void neighbouring_rows_come_as_one_run_across_words() {
        RowSet rows = new RowSet();
        rows.add(60, 70);
        rows.add(200, 1);

        assertThat(runs(rows, 4096)).containsExactly("60+70", "200+1");
    }

    @Test
    void rows_beyond_the_picture_are_left_out_of_its_runs() {
        RowSet rows = new RowSet();
        rows.add(90, 1000);

        assertThat(runs(rows, 100)).containsExactly("90+10");
        assertThat(runs(rows, 90)).isEmpty();
    }

    @Test
    void rows_outside_the_range_are_not_added() {
        RowSet rows = new RowSet();
        rows.add(-5, 6);
        rows.add(4095, Integer.MAX_VALUE);
        rows.add(5000, 3);

        assertThat(runs(rows, Integer.MAX_VALUE)).containsExactly("0+1", "4095+1");
    }

    @Test
    void a_random_set_equals_a_bit_set() {
        Random random = new Random(7);
        RowSet rows = new RowSet();
        BitSet expected = new BitSet();
        for (int i = 0; i < 60; i++) {
            int first = random.nextInt(4096);
            int count = random.nextInt(1, 80);
            rows.add(first, count);
            expected.set(first, Math.min(4096, first + count));
        }
        BitSet seen = new BitSet();
        rows.forEachRun(4096, (first, count) -> seen.set(first, first + count));

        assertThat(seen).isEqualTo(expected);
        assertThat(rows.contains(expected.nextSetBit(0))).isTrue();
        assertThat(rows.contains(expected.nextClearBit(0))).isFalse();
    }
}
