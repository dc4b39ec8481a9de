package org.vitrine.display.adapter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What the virtual monitor says of itself: a base block of VESA E-EDID 1.4, 128 bytes. */
final class Edid {
    static final int SIZE = 128;

    private static final int PRODUCT = 0x1111;
    private static final int YEAR = 2026;
    private static final int FIRST_YEAR = 1990;

    /** x and y of red, green, blue and white of sRGB (section 3.7). */
    private static final byte[] SRGB = {
        (byte) 0xee, (byte) 0x91, (byte) 0xa3, 0x54, 0x4c, (byte) 0x99, 0x26, 0x0f, 0x50, 0x54
    };

    /** A detailed timing (section 3.10.2): pixel clock in 10 kHz; pixels and lines; blanking, front porch and sync. */
    private record Timing(
            int clock,
            int width,
            int horizontalBlank,
            int horizontalFront,
            int horizontalSync,
            int height,
            int verticalBlank,
            int verticalFront,
            int verticalSync) {}

    // VESA CVT 1.2 with reduced blanking, and CTA-861 for 1080 lines; the first is the preferred mode.
    private static final Timing[] TIMINGS = {
        new Timing(7100, 1280, 160, 48, 32, 800, 23, 3, 6),
        new Timing(14850, 1920, 280, 88, 44, 1080, 45, 4, 5),
        new Timing(53325, 3840, 160, 48, 32, 2160, 62, 3, 5),
    };

    private Edid() {}

    /** A fresh block. */
    static byte[] block() {
        ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0x00ff_ffff_ffff_ff00L);
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) manufacturer("VTR"));
        out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) PRODUCT).putInt(0);
        out.put((byte) 0).put((byte) (YEAR - FIRST_YEAR));
        out.put((byte) 1).put((byte) 4);
        // Digital, 8 bits a colour; 34 cm by 21 cm; gamma 2.2; sRGB, the first timing is the native one.
        out.put(new byte[] {(byte) 0xa5, 34, 21, 120, 0x06});
        out.put(SRGB);
        // 640x480, 800x600 and 1024x768 at 60 Hz.
        out.put(new byte[] {0x21, 0x08, 0x00});
        standard(out, 1280, 16, 10);
        standard(out, 1280, 5, 4);
        standard(out, 1440, 16, 10);
        standard(out, 1600, 16, 9);
        standard(out, 1680, 16, 10);
        standard(out, 1920, 16, 10);
        standard(out, 1920, 16, 9);
        out.put(new byte[] {1, 1});
        for (Timing timing : TIMINGS) {
            detailed(out, timing);
        }
        out.put(new byte[] {0, 0, 0, (byte) 0xfc, 0});
        out.put("Vitrine\n     ".getBytes(StandardCharsets.US_ASCII));
        out.put((byte) 0);
        int sum = 0;
        for (byte value : out.array()) {
            sum += value;
        }
        return out.put((byte) -sum).array();
    }

    /** Three letters of five bits. */
    private static int manufacturer(String letters) {
        int value = 0;
        for (int i = 0; i < letters.length(); i++) {
            value = (value << 5) | (letters.charAt(i) - '@');
        }
        return value;
    }

    /** A standard timing at 60 Hz (section 3.9). */
    private static void standard(ByteBuffer out, int width, int across, int down) {
        int aspect = switch (across) {
            case 4 -> 1;
            case 5 -> 2;
            default -> down == 9 ? 3 : 0;
        };
        out.put((byte) (width / 8 - 31)).put((byte) (aspect << 6));
    }

    private static void detailed(ByteBuffer out, Timing t) {
        out.putShort((short) t.clock);
        out.put((byte) t.width).put((byte) t.horizontalBlank);
        out.put((byte) (t.width >>> 8 << 4 | t.horizontalBlank >>> 8));
        out.put((byte) t.height).put((byte) t.verticalBlank);
        out.put((byte) (t.height >>> 8 << 4 | t.verticalBlank >>> 8));
        out.put((byte) t.horizontalFront).put((byte) t.horizontalSync);
        out.put((byte) (((t.verticalFront & 15) << 4) | (t.verticalSync & 15)));
        out.put((byte) (t.horizontalFront >>> 8 << 6
                | t.horizontalSync >>> 8 << 4
                | t.verticalFront >>> 4 << 2
                | t.verticalSync >>> 4));
        // 340 mm by 210 mm, no border; digital separate sync, horizontal positive.
        out.put((byte) 340).put((byte) 210).put((byte) (340 >>> 8 << 4));
        out.put(new byte[] {0, 0, 0x1a});
    }
}
