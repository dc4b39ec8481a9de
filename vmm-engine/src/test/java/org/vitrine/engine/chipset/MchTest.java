package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.memory.DirtyTracker;

class MchTest {
    private static final int MCH = 0;
    private static final int PAM0 = 0x90;

    private final ChipsetFixture host = new ChipsetFixture();

    @AfterEach
    void close() {
        host.close();
    }

    private void ram(long address, int value) {
        host.low.segment().set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    private int ram(long address) {
        return host.low.segment().get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }

    /** A write by a vCPU: to memory where it is writable, to MMIO otherwise. */
    private void poke(long address, int value) {
        if (host.memory().slice(address, 1, true) != null) {
            host.memory().writeByte(address, value);
        } else {
            host.store(address, 1, value);
        }
    }

    private long peek(long address) {
        return host.memory().contains(address, 1) ? host.memory().readByte(address) : host.load(address, 1);
    }

    @Test
    void it_is_the_host_bridge_that_firmware_looks_for() {
        assertThat(host.config(MCH, 0, 4)).isEqualTo(0x29c0_8086L);
        assertThat(host.config(MCH, 8, 4)).isEqualTo(0x0600_0000L);
        assertThat(host.config(MCH, 0x0e, 1)).isZero();
    }

    @Test
    void after_power_on_the_last_128_kib_are_firmware_and_the_rest_is_not_there() {
        ram(0xc_0000, 1);
        ram(0xf_0000, 1);

        assertThat(peek(0xc_0000)).isEqualTo(0xff);
        assertThat(peek(0xd_ffff)).isEqualTo(0xff);
        assertThat(peek(0xe_0000)).isEqualTo(0xe0);
        assertThat(peek(0xf_0000)).isEqualTo(0xf1);
        assertThat(peek(0xf_ffff)).isEqualTo(0xf1);
        poke(0xc_0000, 0x77);
        poke(0xf_0000, 0x77);
        assertThat(ram(0xc_0000)).isEqualTo(1);
        assertThat(ram(0xf_0000)).isEqualTo(1);
    }

    @Test
    void writes_reach_ram_while_reads_see_the_firmware() {
        host.config(MCH, PAM0, 1, 0x20);
        host.config(MCH, PAM0 + 5, 1, 0x22);

        poke(0xf_1234, 0x42);
        poke(0xe_4000, 0x43);
        host.store(0xe_7ffe, 4, 0x5555_6666L);

        assertThat(peek(0xf_1234)).isEqualTo(0xf1);
        assertThat(ram(0xf_1234)).isEqualTo(0x42);
        assertThat(ram(0xe_4000)).isEqualTo(0x43);
        assertThat(ram(0xe_7fff)).isEqualTo(0x66);
        assertThat(ram(0xe_8000)).isZero();
    }

    @Test
    void writes_to_ram_behind_the_firmware_are_tracked() {
        host.config(MCH, PAM0, 1, 0x20);
        try (DirtyTracker tracker = host.memory().track(host.low)) {
            poke(0xf_1234, 0x42);
            long[] bitmap = new long[DirtyTracker.wordsFor(host.low)];
            assertThat(tracker.collect(bitmap)).isTrue();
            assertThat(bitmap[0xf1 / 64]).isEqualTo(1L << 0xf1);
        }
    }

    @Test
    void each_window_has_its_own_attributes() {
        for (int window = 0; window < 12; window++) {
            long start = 0xc_0000 + window * 0x4000L;
            int register = PAM0 + 1 + window / 2;
            int shift = 4 * (window & 1);
            ram(start, 0x11);
            ram(start + 0x3fff, 0x22);

            host.config(MCH, register, 1, 3L << shift);
            assertThat(peek(start)).as("window %d", window).isEqualTo(0x11);
            assertThat(peek(start + 0x3fff)).isEqualTo(0x22);
            poke(start, 0x33);
            assertThat(ram(start)).isEqualTo(0x33);

            host.config(MCH, register, 1, 1L << shift);
            poke(start, 0x44);
            assertThat(peek(start)).isEqualTo(0x33);

            host.config(MCH, register, 1, 0);
            assertThat(peek(start)).isNotEqualTo(0x33);
        }
    }

    @Test
    void a_reset_shows_the_firmware_again() {
        host.config(MCH, PAM0, 1, 0x30);
        poke(0xf_0000, 0x99);
        assertThat(peek(0xf_0000)).isEqualTo(0x99);

        host.devices.forEach(Device::reset);

        assertThat(peek(0xf_0000)).isEqualTo(0xf1);
    }

    @Test
    void the_memory_mapped_configuration_space_follows_pciexbar() {
        host.config(MCH, 0x64, 4, 0);
        host.config(MCH, 0x60, 4, 0xb000_0001L);
        assertThat(host.load(0xb000_0000L, 4)).isEqualTo(0x29c0_8086L);
        assertThat(host.load(0xb00f_8000L, 4)).isEqualTo(0x2918_8086L);
        assertThat(host.mmio().isFree(0xb000_0000L + (256 << 20) - 1, 1)).isFalse();

        host.config(MCH, 0x60, 4, 0xe400_0005L);
        assertThat(host.load(0xb000_0000L, 4)).isEqualTo(0xffff_ffffL);
        assertThat(host.load(0xe400_0000L, 4)).isEqualTo(0x29c0_8086L);
        assertThat(host.mmio().isFree(0xe400_0000L + (64 << 20), 0x1000)).isTrue();

        host.config(MCH, 0x60, 4, 0xe400_0007L);
        assertThat(host.mmio().isFree(0xe400_0000L, 0x1000)).isTrue();
    }

    @Test
    void system_management_ram_cannot_be_opened() {
        host.config(MCH, 0x9d, 1, 0x4a);
        assertThat(host.config(MCH, 0x9d, 1)).isEqualTo(0x02);
    }

    private static Mch mchOf(TestHost its) {
        return ((ChipsetFixture) its).mch;
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(MchTest::mchOf)
                .hosts(ChipsetFixture::new)
                .mmio(LegacyRange.START, 0x4_0000)
                .mmio(0xb000_0060L, 8)
                .mmio(0xb000_0090L, 16)
                .prepare((mch, its) -> {
                    mch.writeConfig(0x60, 4, 0xb000_0001L);
                    mch.writeConfig(PAM0, 4, 0x3132_3330L);
                })
                .stimulus((mch, its, random) ->
                        its.note(its.memory().contains(random.nextInt(0xc_0000, 0x10_0000), 1) + ""))
                .stimulus((mch, its, random) -> mch.writeConfig(PAM0 + random.nextInt(7), 1, random.nextInt(0x100)))
                .accesses(3000)
                .verify();
    }
}
