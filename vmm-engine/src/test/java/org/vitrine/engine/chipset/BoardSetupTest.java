package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.board.Board;

class BoardSetupTest {
    private static final int LPC = 0x1f;

    private final ChipsetFixture host = new ChipsetFixture();

    @BeforeEach
    void setUp() {
        new BoardSetup(host.root, Board.Q35, 0, 0).run();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void the_memory_mapped_configuration_space_answers() {
        assertThat(host.load(Board.Q35.pciExpressBase() + 0xf_8000, 4)).isEqualTo(0x2918_8086L);
    }

    @Test
    void the_bios_area_is_ram() {
        host.memory().writeByte(0xc_0000, 0x12);
        host.memory().writeByte(0xf_ffff, 0x34);
        assertThat(host.memory().readByte(0xc_0000)).isEqualTo(0x12);
        assertThat(host.memory().readByte(0xf_ffff)).isEqualTo(0x34);
    }

    @Test
    void the_power_management_block_is_where_the_tables_say() {
        assertThat(host.in(Board.Q35.pmBase() + 0x30, 4)).isEqualTo(0x20);
    }

    @Test
    void interrupt_routes_are_those_of_firmware() {
        assertThat(host.config(LPC, 0x60, 4)).isEqualTo(0x0b0b_0a0aL);
        assertThat(host.config(LPC, 0x68, 4)).isEqualTo(0x0b0b_0a0aL);
    }
}
