package org.vitrine.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void a_median_is_the_middle_one_or_the_mean_of_two() {
        Samples three = new Samples();
        List.of(9.0, 1.0, 2.0).forEach(three::add);
        Samples two = new Samples();
        List.of(4.0, 1.0).forEach(two::add);

        assertThat(three.median()).isEqualTo(2);
        assertThat(three.least()).isEqualTo(1);
        assertThat(two.median()).isEqualTo(2.5);
        assertThat(new Samples().median()).isNaN();
    }

    @Test
    void a_ratio_is_held_against_the_yardstick_and_a_surplus_against_the_difference() {
        assertThat(Finding.ratioAtMost("boot", "ms", 110, 100, 1.1).met()).isTrue();
        assertThat(Finding.ratioAtMost("boot", "ms", 111, 100, 1.1).met()).isFalse();
        assertThat(Finding.aboveAtMost("exit", "ns", 1300, 1000, 300).met()).isTrue();
        assertThat(Finding.aboveAtMost("exit", "ns", 1301, 1000, 300).met()).isFalse();
    }

    @Test
    void what_could_not_be_measured_meets_no_goal() {
        Finding finding = Finding.atMost("launch", "ms", Double.NaN, 40, 400);

        assertThat(finding.met()).isFalse();
        assertThat(finding.toString()).endsWith("not measured");
    }

    @Test
    void a_share_of_memory_leaves_out_ram_and_vram() throws IOException {
        List<String> smaps = List.of(
                "7f0000000000-7f0004000000 rw-p 00000000 00:00 0 ",
                "Pss:               65536 kB",
                "7f1000000000-7f1000400000 rw-s 00000000 00:01 7   /memfd:vga0-vram (deleted)",
                "Pss:                4096 kB",
                "7f2000000000-7f2000100000 r-xp 00000000 08:01 9   /usr/lib/libc.so.6",
                "Pss:                 300 kB",
                "Pss_Dirty:           100 kB");

        assertThat(ProportionalSet.kibibytes(smaps, 64L << 20)).isEqualTo(300);
        assertThatThrownBy(() -> ProportionalSet.kibibytes(smaps, 32L << 20)).isInstanceOf(IOException.class);
    }
}
