package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.board.Board;

class MemoryTypesTest {
    private static final Map<Integer, Long> REGISTERS = MemoryTypes.registers(Board.Q35, 40);

    /** The type of an address by the rules of the SDM, for the registers that are set. */
    private static int typeOf(long address) {
        long defaults = REGISTERS.get(0x2ff);
        assertThat(defaults & 0xc00).as("both enabled").isEqualTo(0xc00);
        if (address < 0x8_0000) {
            return fixed(0x250, address >> 16);
        } else if (address < 0xc_0000) {
            return fixed(0x258 + (int) (address - 0x8_0000 >> 17), address >> 14);
        } else if (address < 0x10_0000) {
            return fixed(0x268 + (int) (address - 0xc_0000 >> 15), address >> 12);
        }
        long mask = REGISTERS.get(0x201);
        assertThat(mask & 0x800).as("valid").isNotZero();
        long base = REGISTERS.get(0x200);
        return (address & mask & -4096) == (base & mask & -4096) ? (int) (base & 0xff) : (int) (defaults & 0xff);
    }

    private static int fixed(int register, long index) {
        return (int) (REGISTERS.get(register) >>> 8 * (index & 7)) & 0xff;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 6",
        "0x9fc00, 6",
        "0xa0000, 0",
        "0xb8000, 0",
        "0xbffff, 0",
        "0xc0000, 6",
        "0xfffff, 6",
        "0x100000, 6",
        "0x7fffffff, 6",
        "0x80000000, 0",
        "0xfee00000, 0",
        "0xffffffff, 0",
        "0x100000000, 6",
        "0x180000000, 6",
        "0xffffffffff, 6"
    })
    void ram_is_cached_and_devices_are_not(String address, int type) {
        assertThat(typeOf(Long.decode(address))).isEqualTo(type);
    }

    @Test
    void no_bit_beyond_the_processors_addresses_is_set() {
        assertThat(REGISTERS.get(0x201) >>> 40).isZero();
        assertThat(MemoryTypes.registers(Board.Q35, 52).get(0x201) >>> 51).isOne();
    }
}
