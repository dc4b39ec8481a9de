package org.vitrine.display.adapter;

import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class VgaRoundTripTest {
    private static void leavePowerOn(TestHost host) {
        host.out(0x3c2, 0x67);
        host.out(0x3da, 0x10);
        for (int i = 0; i < 5; i++) {
            host.out(0x3c4, 2, i | (0x3d ^ i) << 8);
        }
        for (int i = 0; i < 9; i++) {
            host.out(0x3ce, 2, i | (i + 1) << 8);
        }
        for (int i = 0; i < 25; i++) {
            host.out(0x3d4, 2, i | (i + 0x60) << 8);
        }
        host.in(0x3da);
        for (int i = 0; i < 21; i++) {
            host.out(0x3c0, i);
            host.out(0x3c0, i + 1);
        }
        host.out(0x3c0, 0x31);
        host.out(0x3c6, 0x7f);
        host.out(0x3c8, 0x20);
        for (int i = 0; i < 11; i++) {
            host.out(0x3c9, i + 9);
        }
        host.out(0x3c7, 0x42);
        host.out(0x3c9, 0x11);
        host.out(0x1ce, 2, 1);
        host.out(0x1cf, 2, 800);
        host.out(0x1ce, 2, 2);
        host.out(0x1cf, 2, 600);
        host.store(0xa0000, 4, 0x12345678);
        host.load(0xa0000, 4);
    }

    @Test
    void original_and_copy_answer_alike() {
        DeviceRoundTrip.of(VgaTestBench::make)
                .prepare((vga, host) -> {
                    host.store(0xa0010, 4, 0xffff_ffff);
                    leavePowerOn(host);
                    // Latches that are not zero: planar, all maps, then one read.
                    host.out(0x3ce, 2, 0x0005);
                    host.out(0x3ce, 2, 0x0001);
                    host.out(0x3ce, 2, 0x0003);
                    host.out(0x3ce, 2, 0xff08);
                    host.out(0x3ce, 2, 0x0506);
                    host.out(0x3c4, 2, 0x0604);
                    host.out(0x3c4, 2, 0x0f02);
                    host.store(0xa0000, 1, 0x5a);
                    host.load(0xa0000, 1);
                })
                .ports(0x3b0, 0x30)
                .ports(0x3c0, 16)
                .ports(0x3d4, 2)
                .ports(0x1ce, 4)
                .mmio(LegacyWindow.BASE, LegacyWindow.SIZE)
                .mmio(LegacyWindow.BASE, 64)
                .carry((from, to) -> to.vram().segment().copyFrom(from.vram().segment()))
                // Configuration space is written through the bus, which has its own test.
                .alikeAtPowerOn("pci")
                .verify();
    }
}
