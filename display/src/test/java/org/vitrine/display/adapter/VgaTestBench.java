package org.vitrine.display.adapter;

import java.util.Map;
import org.vitrine.engine.device.TestHost;

/** An adapter without viewers in a test machine, and short words for reaching it. */
final class VgaTestBench implements AutoCloseable {
    final TestHost host = new TestHost();
    final Vga vga;

    VgaTestBench() {
        vga = make(host);
    }

    static Vga make(TestHost host) {
        return (Vga) new VgaFactory().create("vga", host, Map.of("vramMiB", 16, "socket", ""));
    }

    void out(int port, int value) {
        host.out(port, value);
    }

    int in(int port) {
        return host.in(port);
    }

    void sequencer(int index, int value) {
        host.out(0x3c4, 2, index | value << 8);
    }

    void graphics(int index, int value) {
        host.out(0x3ce, 2, index | value << 8);
    }

    void crtc(int index, int value) {
        host.out(0x3d4, 2, index | value << 8);
    }

    void attribute(int index, int value) {
        host.in(0x3da);
        host.out(0x3c0, index);
        host.out(0x3c0, value);
    }

    void vbe(VbeRegister register, int value) {
        host.out(0x1ce, 2, register.ordinal());
        host.out(0x1cf, 2, value);
    }

    int vbe(VbeRegister register) {
        host.out(0x1ce, 2, register.ordinal());
        return (int) host.in(0x1cf, 2);
    }

    /** Switches a VBE mode on, its memory cleared. */
    void vbeMode(int width, int height, int bits) {
        out(0x3c2, 0x67);
        vbe(VbeRegister.ENABLE, 0);
        vbe(VbeRegister.XRES, width);
        vbe(VbeRegister.YRES, height);
        vbe(VbeRegister.BPP, bits);
        vbe(VbeRegister.ENABLE, 0x41);
        in(0x3da);
        out(0x3c0, 0x20);
    }

    void store(int offset, int value) {
        host.store(LegacyWindow.BASE + offset, 1, value);
    }

    int load(int offset) {
        return (int) host.load(LegacyWindow.BASE + offset, 1);
    }

    int memory(long at) {
        return vga.vram().segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    @Override
    public void close() {
        vga.close();
        host.close();
    }
}
