package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class DmaControllersTest {
    private final TestHost host = new TestHost();

    @BeforeEach
    void make() {
        new DmaControllers("dma", host);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void a_channels_registers_are_written_and_read_in_two_halves() {
        host.out(0x0c, 0);
        host.out(0x04, 0x34);
        host.out(0x04, 0x12);

        assertThat(host.in(0x04) | host.in(0x04) << 8).isEqualTo(0x1234);
        host.in(0x05);
        host.out(0x0c, 0);
        assertThat(host.in(0x04)).isEqualTo(0x34);
    }

    @Test
    void the_second_controller_lies_at_the_even_ports() {
        host.out(0xd8, 0);
        host.out(0xc4, 0x78);
        host.out(0xc4, 0x56);
        host.out(0xc5, 0xff);

        assertThat(host.in(0xc4, 2)).isEqualTo(0xff78);
        assertThat(host.in(0xc4)).isEqualTo(0x56);
    }

    @Test
    void masks_are_set_one_by_one_and_together() {
        assertThat(host.in(0x0f)).isEqualTo(0x0f);
        host.out(0x0e, 0);
        host.out(0x0a, 0x06);
        assertThat(host.in(0x0f)).isEqualTo(0x04);
        host.out(0x0a, 0x02);
        assertThat(host.in(0x0f)).isZero();
        host.out(0x0d, 0);
        assertThat(host.in(0x0f)).isEqualTo(0x0f);
    }

    @Test
    void nothing_is_ever_transferred() {
        host.out(0x08, 0);
        host.out(0x09, 0x07);
        host.out(0x0b, 0x45);

        assertThat(host.in(0x08)).isZero();
    }

    @Test
    void pages_and_the_self_test_code_read_back() {
        host.out(0x80, 0xaa);
        host.out(0x82, 4, 0x0403_0201);

        assertThat(host.in(0x80)).isEqualTo(0xaa);
        assertThat(host.in(0x83)).isEqualTo(0x02);
        assertThat(host.in(0x82, 4)).isEqualTo(0x0403_0201);
    }

    @Test
    void round_trip() {
        DeviceRoundTrip.of(it -> new DmaControllers("dma", it))
                .ports(0x00, 0x10)
                .ports(0x80, 0x10)
                .ports(0xc0, 0x20)
                .prepare((device, it) -> {
                    it.out(0x00, 1);
                    it.out(0x0e, 0);
                    it.out(0xc0, 2);
                    it.out(0xdc, 0);
                    it.out(0x81, 3);
                })
                .verify();
    }
}
