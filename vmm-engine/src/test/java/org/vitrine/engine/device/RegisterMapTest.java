package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegisterMapTest {
    private enum Reg implements RegisterMap.Register {
        BYTE(0, 1, 1, 1),
        WORD(2, 2, 1, 2),
        DWORD(4, 4, 1, 4),
        QWORD(8, 8, 1, 8),
        BANK(0x10, 2, 2, 4);

        private final int offset;
        private final int width;
        private final int count;
        private final int stride;

        Reg(int offset, int width, int count, int stride) {
            this.offset = offset;
            this.width = width;
            this.count = count;
            this.stride = stride;
        }

        @Override
        public int offset() {
            return offset;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public int stride() {
            return stride;
        }
    }

    private enum Overlapping implements RegisterMap.Register {
        A,
        B;

        @Override
        public int offset() {
            return ordinal();
        }

        @Override
        public int width() {
            return 2;
        }
    }

    private final Map<Reg, Long> values = new EnumMap<>(Map.of(
            Reg.BYTE, 0x11L,
            Reg.WORD, 0x2322L,
            Reg.DWORD, 0x4746_4544L,
            Reg.QWORD, 0x8f8e_8d8c_8b8a_8988L));
    private final List<String> calls = new ArrayList<>();
    private final RegisterMap<Reg> map = new RegisterMap<>(Reg.class, 0x20, 0xff, new RegisterMap.Handler<>() {
        @Override
        public long read(Reg register, int index) {
            calls.add("read " + register + index);
            return register == Reg.BANK ? 0xa0a0 + index : values.get(register);
        }

        @Override
        public void write(Reg register, int index, long value, long mask) {
            calls.add("write %s%d=%#x&%#x".formatted(register, index, value, mask));
        }
    });

    @Test
    void an_access_of_the_registers_own_width_is_one_call() {
        assertThat(map.read(4, 4)).isEqualTo(0x4746_4544L);
        map.write(8, 8, -1);

        assertThat(calls).containsExactly("read DWORD0", "write QWORD0=0xffffffffffffffff&0xffffffffffffffff");
    }

    @Test
    void a_narrow_read_takes_its_part_of_the_register() {
        assertThat(map.read(6, 1)).isEqualTo(0x46);
        assertThat(map.read(12, 4)).isEqualTo(0x8f8e_8d8cL);
    }

    @Test
    void a_narrow_write_says_which_bits_it_drives() {
        map.write(6, 2, 0xbeef);

        assertThat(calls).containsExactly("write DWORD0=0xbeef0000&0xffff0000");
    }

    @Test
    void a_wide_access_becomes_one_call_per_register() {
        assertThat(map.read(0, 8)).isEqualTo(0x4746_4544_2322_ff11L);
        map.write(0, 4, 0xddcc_bbaaL);

        assertThat(calls)
                .containsExactly(
                        "read BYTE0",
                        "read WORD0",
                        "read DWORD0",
                        "write BYTE0=0xaa&0xff",
                        "write WORD0=0xddcc&0xffff");
    }

    @Test
    void a_misaligned_access_takes_parts_of_two_registers() {
        assertThat(map.read(6, 4)).isEqualTo(0x8988_4746L);
    }

    @Test
    void registers_of_a_bank_are_told_apart_by_index() {
        assertThat(map.read(0x10, 8)).isEqualTo(0xffff_a0a1_ffff_a0a0L);
        map.write(0x14, 2, 7);

        assertThat(calls).containsExactly("read BANK0", "read BANK1", "write BANK1=0x7&0xffff");
    }

    @Test
    void bytes_between_registers_answer_the_absent_value_and_swallow_writes() {
        map.write(0x18, 8, -1);

        assertThat(map.read(0x18, 8)).isEqualTo(-1);
        assertThat(calls).isEmpty();
    }

    @Test
    void overlapping_registers_are_refused() {
        assertThatThrownBy(() -> new RegisterMap<>(Overlapping.class, 8, 0, new RegisterMap.Handler<Overlapping>() {
                    @Override
                    public long read(Overlapping register, int index) {
                        return 0;
                    }

                    @Override
                    public void write(Overlapping register, int index, long value, long mask) {}
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overlaps");
    }

    @Test
    void merge_takes_new_bits_where_the_mask_is_set() {
        assertThat(RegisterMap.merge(0x1234_5678L, 0xab00, 0xff00)).isEqualTo(0x1234_ab78L);
        assertThat(RegisterMap.merge(-1, 0, 0xff)).isEqualTo(0xffff_ff00);
    }
}
