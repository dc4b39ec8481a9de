package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.board.Board;

class E820Test {
    private static List<String> lines(E820 map) {
        return map.entries().stream()
                .map(entry -> "%x-%x %s".formatted(entry.address(), entry.end(), entry.type()))
                .toList();
    }

    @Test
    void firmware_is_told_of_low_and_high_ram_and_of_the_pages_of_kvm() {
        assertThat(lines(E820.forFirmware(Board.Q35, 3L << 30)))
                .containsExactly("0-80000000 RAM", "feffc000-ff000000 RESERVED", "100000000-140000000 RAM");
    }

    @Test
    void a_small_machine_has_no_high_ram() {
        assertThat(lines(E820.forFirmware(Board.Q35, 512L << 20)))
                .containsExactly("0-20000000 RAM", "feffc000-ff000000 RESERVED");
    }

    @Test
    void a_kernel_without_firmware_is_told_of_everything_that_is_taken() {
        assertThat(lines(E820.forDirectBoot(Board.Q35, 3L << 30, 0x7fff_d000L)))
                .containsExactly(
                        "0-9fc00 RAM",
                        "9fc00-a0000 RESERVED",
                        "f0000-100000 RESERVED",
                        "100000-7fffd000 RAM",
                        "7fffd000-80000000 RESERVED",
                        "b0000000-c0000000 RESERVED",
                        "fed1c000-fed20000 RESERVED",
                        "feffc000-ff000000 RESERVED",
                        "fffc0000-100000000 RESERVED",
                        "100000000-140000000 RAM");
    }

    @ParameterizedTest
    @ValueSource(longs = {16L << 20, 2L << 30, (2L << 30) + 4096, 1L << 40})
    void entries_ascend_and_do_not_overlap(long memory) {
        long tables = Board.Q35.lowMemory(memory) - 0x4000;
        for (E820 map : List.of(E820.forFirmware(Board.Q35, memory), E820.forDirectBoot(Board.Q35, memory, tables))) {
            long end = 0;
            for (E820.Entry entry : map.entries()) {
                assertThat(entry.address()).isGreaterThanOrEqualTo(end);
                assertThat(entry.length()).isPositive();
                end = entry.end();
            }
        }
    }

    @Test
    void entries_are_encoded_in_twenty_bytes_each() {
        ByteBuffer bytes = ByteBuffer.wrap(
                        E820.forFirmware(Board.Q35, 3L << 30).files().get("etc/e820"))
                .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(bytes.remaining()).isEqualTo(60);
        assertThat(bytes.getLong(20)).isEqualTo(0xfeff_c000L);
        assertThat(bytes.getLong(28)).isEqualTo(0x4000);
        assertThat(bytes.getInt(36)).isEqualTo(2);
        assertThat(bytes.getInt(16)).isEqualTo(1);
    }
}
