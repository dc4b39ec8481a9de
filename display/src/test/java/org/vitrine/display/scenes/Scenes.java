package org.vitrine.display.scenes;

/** The scenes of the test guest. A change here needs new screendumps: see {@link SceneRecorder}. */
public final class Scenes {
    private static final int WINDOW = 0xa_0000;
    private static final int TEXT = 0xb_8000;

    private static final int VBE_XRES = 1;
    private static final int VBE_YRES = 2;
    private static final int VBE_BPP = 3;
    private static final int VBE_ENABLE = 4;
    private static final int VBE_BANK = 5;
    private static final int VBE_VIRT_WIDTH = 6;
    private static final int VBE_X_OFFSET = 8;
    private static final int VBE_Y_OFFSET = 9;
    private static final int VBE_LINEAR_ENABLED = 0x41;
    private static final int VBE_8_BIT_DAC = 0x20;

    private final SceneScript script = new SceneScript();
    private int seed = 1;

    private Scenes() {}

    /** All of them. */
    public static SceneScript script() {
        Scenes scenes = new Scenes();
        scenes.text();
        scenes.planar();
        scenes.palette256();
        scenes.vbe();
        return scenes.script;
    }

    /** The registers of a mode of IBM's video BIOS, in hexadecimal. */
    private void mode(int miscellaneous, String sequencer, String crtc, String graphics, String attribute) {
        script.vbe(VBE_ENABLE, 0);
        script.out(0x3c2, miscellaneous);
        int[] values = bytes(sequencer);
        for (int i = 0; i < values.length; i++) {
            script.sequencer(i, values[i]);
        }
        script.crtc(0x11, 0);
        values = bytes(crtc);
        for (int i = 0; i < values.length; i++) {
            script.crtc(i, values[i]);
        }
        values = bytes(graphics);
        for (int i = 0; i < values.length; i++) {
            script.graphics(i, values[i]);
        }
        values = bytes(attribute);
        for (int i = 0; i < values.length; i++) {
            script.attribute(i, values[i]);
        }
        script.out(0x3c6, 0xff);
        script.screenOn();
    }

    private static int[] bytes(String hex) {
        String[] words = hex.split(" ");
        int[] values = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            values[i] = Integer.parseInt(words[i], 16);
        }
        return values;
    }

    private void randomPalette() {
        script.out(0x3c8, 0).outRandom(0x3c9, 768, seed++);
    }

    private void scene(String name) {
        script.scene(name);
    }

    private static final String COLORS = "00 01 02 03 04 05 14 07 38 39 3a 3b 3c 3d 3e 3f ";

    private void text() {
        text80(0x4f);
        scene("text-80x25");

        script.crtc(0x0c, 0x01).crtc(0x0d, 0x40);
        scene("text-80x25-scrolled");
        script.crtc(0x0c, 0).crtc(0x0d, 0);

        script.sequencer(3, 0x04);
        scene("text-80x25-second-font");
        script.sequencer(3, 0);

        // A cursor of three rows in the fifth column of the third line.
        script.crtc(0x0e, 0).crtc(0x0f, 2 * 80 + 4).crtc(0x0a, 0x0c).crtc(0x0b, 0x0e);
        scene("text-80x25-cursor");

        text80(0x47);
        scene("text-80x50");

        script.sequencer(1, 1);
        scene("text-80x50-eight-dots");

        script.sequencer(1, 0).attribute(0x10, 0x08).screenOn();
        scene("text-80x50-no-line-graphics");

        text40();
        scene("text-40x25");
    }

    private void text80(int maximumScanLine) {
        mode(
                0x67,
                "03 00 03 00 02",
                "5f 4f 50 82 55 81 bf 1f 00 %02x 20 00 00 00 00 00 9c 8e 8f 28 1f 96 b9 a3 ff"
                        .formatted(maximumScanLine),
                "00 00 00 00 00 10 0e 00 ff",
                COLORS + "0c 00 0f 08 00");
        randomPalette();
        fonts();
        script.fill(TEXT, 16384, seed++);
    }

    private void text40() {
        mode(
                0x67,
                "03 08 03 00 02",
                "2d 27 28 90 2b a0 bf 1f 00 4f 20 00 00 00 00 00 9c 8e 8f 14 1f 96 b9 a3 ff",
                "00 00 00 00 00 10 0e 00 ff",
                COLORS + "0c 00 0f 08 00");
        randomPalette();
        fonts();
        script.fill(TEXT, 4000, seed++);
    }

    /** Two fonts of random dots, into map 2. */
    private void fonts() {
        script.sequencer(2, 4).sequencer(4, 7).graphics(4, 2).graphics(5, 0).graphics(6, 4);
        script.fill(WINDOW, 16384, seed++);
        script.fill(WINDOW + 0x4000, 16384, seed++);
        script.sequencer(2, 3).sequencer(4, 2).graphics(4, 0).graphics(5, 0x10).graphics(6, 0x0e);
    }

    private void planar() {
        mode12();
        for (int map = 0; map < 4; map++) {
            script.sequencer(2, 1 << map).fill(WINDOW, 0x10000, seed++);
        }
        scene("planar-640x480");

        script.crtc(0x0c, 0x12).crtc(0x0d, 0x34);
        scene("planar-640x480-panned");

        script.crtc(0x18, 0x50).crtc(0x07, 0x2e).crtc(0x09, 0x00);
        scene("planar-640x480-split");

        script.attribute(0x12, 0x0b).screenOn();
        scene("planar-640x480-three-maps");

        script.attribute(0x12, 0x0f).attribute(0x10, 0x81).attribute(0x14, 0x0a).screenOn();
        scene("planar-640x480-color-select");

        writeModes();

        mode(
                0x63,
                "03 09 0f 00 06",
                "2d 27 28 90 2b 80 bf 1f 00 c0 00 00 00 00 00 00 9c 8e 8f 14 00 96 b9 e3 ff",
                "00 00 00 00 00 00 05 0f ff",
                COLORS + "01 00 0f 00 00");
        for (int map = 0; map < 4; map++) {
            script.sequencer(2, 1 << map).fill(WINDOW, 8000, seed++);
        }
        scene("planar-320x200");

        mode(
                0x63,
                "03 09 03 00 02",
                "2d 27 28 90 2b 80 bf 1f 00 c1 00 00 00 00 00 00 9c 8e 8f 14 00 96 b9 a2 ff",
                "00 00 00 00 00 30 0f 0f ff",
                "00 13 15 17 02 04 06 07 10 11 12 13 14 15 16 17 01 00 03 00 00");
        script.fill(TEXT, 16384, seed++);
        scene("cga-320x200");
    }

    private void mode12() {
        mode(
                0xe3,
                "03 01 0f 00 06",
                "5f 4f 50 82 54 80 0b 3e 00 40 00 00 00 00 00 00 ea 8c df 28 00 e7 04 e3 ff",
                "00 00 00 00 00 00 05 0f ff",
                COLORS + "01 00 0f 00 00");
        randomPalette();
    }

    /** A band of the screen for each way of writing, on top of what the scene before left. */
    private void writeModes() {
        mode12();
        int at = WINDOW;
        for (int function = 0; function < 4; function++) {
            script.graphics(5, 0).graphics(3, function << 3 | function).graphics(8, 0x5a + function);
            script.merge(at, 1600, seed++);
            at += 1600;
            script.graphics(0, 0x6).graphics(1, 0x3).merge(at, 1600, seed++).graphics(1, 0);
            at += 1600;
            script.graphics(5, 2).merge(at, 1600, seed++);
            at += 1600;
            script.graphics(5, 3).graphics(0, 0x9).merge(at, 1600, seed++);
            at += 1600;
        }
        script.graphics(5, 1)
                .sequencer(2, 0x0d)
                .merge(at, 1600, seed++)
                .read(WINDOW + 77)
                .fill(at + 800, 400, 0);
        scene("planar-640x480-write-modes");
    }

    private void palette256() {
        mode(
                0x63,
                "03 01 0f 00 0e",
                "5f 4f 50 82 54 80 bf 1f 00 41 00 00 00 00 00 00 9c 8e 8f 28 40 96 b9 a3 ff",
                "00 00 00 00 00 40 05 0f ff",
                "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 41 00 0f 00 00");
        randomPalette();
        script.fill(WINDOW, 0x10000, seed++);
        scene("mode-13h");

        // 320x240 with four pages, which games call mode X.
        mode(
                0xe3,
                "03 01 0f 00 06",
                "5f 4f 50 82 54 80 0d 3e 00 41 00 00 00 00 00 00 ea ac df 28 00 e7 06 e3 ff",
                "00 00 00 00 00 40 05 0f ff",
                "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 41 00 0f 00 00");
        for (int map = 0; map < 4; map++) {
            script.sequencer(2, 1 << map).fill(WINDOW, 0x8000, seed++);
        }
        scene("mode-x");
    }

    private void vbe() {
        vbeMode(640, 480, 8, 0);
        randomPalette();
        script.fillFrameBuffer(0, 640 * 480 / 4, seed++);
        scene("vbe-640x480x8");

        for (int bank = 0; bank < 3; bank++) {
            script.vbe(VBE_BANK, bank).fill(WINDOW + 0x100, 0x8000, seed++);
        }
        scene("vbe-640x480x8-banked");

        vbeMode(640, 480, 8, VBE_8_BIT_DAC);
        script.out(0x3c8, 0).outRandom(0x3c9, 768, seed++);
        script.fillFrameBuffer(0, 640 * 480 / 4, seed++);
        scene("vbe-640x480x8-dac8");

        vbeMode(800, 600, 4, 0);
        script.graphics(5, 0).graphics(8, 0xff).graphics(1, 0).graphics(3, 0);
        for (int i = 0; i < 16; i++) {
            script.attribute(i, i);
        }
        script.attribute(0x10, 1).attribute(0x12, 15).attribute(0x14, 0).screenOn();
        script.fillFrameBuffer(0, 800 * 600 / 8, seed++);
        scene("vbe-800x600x4");

        for (int bits : new int[] {15, 16, 24, 32}) {
            vbeMode(640, 480, bits, 0);
            script.fillFrameBuffer(0, 640 * 480 * ((bits + 7) / 8) / 4, seed++);
            scene("vbe-640x480x" + bits);
        }

        vbeMode(800, 600, 32, 0);
        script.vbe(VBE_VIRT_WIDTH, 1024);
        script.vbe(VBE_X_OFFSET, 72).vbe(VBE_Y_OFFSET, 130);
        script.fillFrameBuffer(1024 * 4 * 130, 1024 * 600, seed++);
        scene("vbe-800x600x32-virtual");

        vbeMode(1366, 768, 16, 0);
        script.fillFrameBuffer(0, 1366 * 768 / 2, seed++);
        scene("vbe-1366x768x16");

        vbeMode(3840, 2160, 32, 0);
        for (int row = 0; row < 2160; row += 27) {
            script.fillFrameBuffer(row * 3840 * 4 + 16 * row, 900, seed++);
        }
        scene("vbe-3840x2160x32");
    }

    private void vbeMode(int width, int height, int bits, int flags) {
        script.vbe(VBE_ENABLE, 0);
        script.vbe(VBE_XRES, width).vbe(VBE_YRES, height).vbe(VBE_BPP, bits);
        script.vbe(VBE_ENABLE, VBE_LINEAR_ENABLED | flags);
        script.screenOn();
    }
}
