package org.vitrine.engine.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 4", "1, 0, 5", "3, 3, 6", "24, 0, 4", "24, 1, 5", "25, 0, 0", "29, 2, 2", "30, 2, 6", "31, 3, 3"
    })
    void pins_are_wired_to_pirqs(int device, int pin, int pirq) {
        assertThat(Board.Q35.pirq(device, pin)).isEqualTo(pirq);
    }

    @Test
    void ram_beyond_the_limit_lies_above_4_gib() {
        assertThat(Board.Q35.lowMemory(1L << 30)).isEqualTo(1L << 30);
        assertThat(Board.Q35.lowMemory(5L << 30)).isEqualTo(2L << 30);
    }

    @Test
    void the_configuration_space_moves_only_to_where_it_can_be() {
        assertThat(Board.Q35.withPciExpressBase(0xe000_0000L).pciExpressBase()).isEqualTo(0xe000_0000L);
        assertThat(Board.Q35.withPciExpressBase(0x7000_0000L)).isEqualTo(Board.Q35);
        assertThat(Board.Q35.withPciExpressBase(0xf000_0000L)).isEqualTo(Board.Q35);
        assertThat(Board.Q35.withPciExpressBase(1L << 33)).isEqualTo(Board.Q35);
    }

    @Test
    void the_high_window_begins_above_all_ram() {
        assertThat(Board.Q35.highWindowBase(1L << 30)).isEqualTo(4L << 30);
        assertThat(Board.Q35.highWindowBase(3L << 30)).isEqualTo(5L << 30);
        assertThat(Board.Q35.highWindowBase((3L << 30) + 4096)).isEqualTo(6L << 30);
    }
}
