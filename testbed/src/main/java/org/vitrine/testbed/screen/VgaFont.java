package org.vitrine.testbed.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The character set of the VGA's text modes, read out of a VGA BIOS: 256 glyphs of 8 pixels by 16 or 8 rows, in the
 * order of code page 437.
 */
public final class VgaFont {
    /** Where Debian's seabios package has the BIOS of QEMU's standard VGA. */
    public static final Path ROM = Path.of("/usr/share/seabios/vgabios-stdvga.bin");

    private static final int GLYPHS = 256;
    private static final int SPACE = ' ';
    private static final int FULL_BLOCK = 0xdb;
    private static final int UPPER_HALF = 0xdf;
    /** What code page 437 shows for the codes that ASCII has for control. */
    private static final String LOW = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

    private final int rows;
    private final Map<Glyph, Character> characters = new HashMap<>();

    /** @param bitmaps {@code rows} bytes a glyph, from the top, the left pixel in the highest bit */
    VgaFont(int rows, byte[] bitmaps) {
        this.rows = rows;
        String page = page437();
        // From the end, so that of two glyphs that look alike the lower code, the plainer character, stays.
        for (int code = GLYPHS - 1; code >= 0; code--) {
            byte[] bitmap = new byte[rows];
            System.arraycopy(bitmaps, code * rows, bitmap, 0, rows);
            characters.put(Glyph.of(bitmap), page.charAt(code));
        }
    }

    /** The font of a VGA BIOS, or of a program that draws as one would, with so many rows a glyph. */
    public static VgaFont load(Path rom, int rows) {
        try {
            byte[] bytes = Files.readAllBytes(rom);
            for (int start = 0; start + GLYPHS * rows <= bytes.length; start++) {
                if (looksLikeFont(bytes, start, rows)) {
                    byte[] bitmaps = new byte[GLYPHS * rows];
                    System.arraycopy(bytes, start, bitmaps, 0, bitmaps.length);
                    return new VgaFont(rows, bitmaps);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("%s has no font of %d rows".formatted(rom, rows));
    }

    public int rows() {
        return rows;
    }

    /** The character drawn so, or null. */
    @Nullable
    Character character(Glyph glyph) {
        return characters.get(glyph);
    }

    /** A table is known by the glyphs that leave no choice: the blank ones, the full block and the upper half. */
    private static boolean looksLikeFont(byte[] bytes, int start, int rows) {
        return filled(bytes, start, rows, 0)
                && filled(bytes, start + SPACE * rows, rows, 0)
                && filled(bytes, start + FULL_BLOCK * rows, rows, 0xff)
                && filled(bytes, start + UPPER_HALF * rows, rows / 2 - 1, 0xff)
                && filled(bytes, start + UPPER_HALF * rows + rows / 2, rows / 2, 0);
    }

    private static boolean filled(byte[] bytes, int start, int count, int value) {
        for (int i = 0; i < count; i++) {
            if ((bytes[start + i] & 0xff) != value) {
                return false;
            }
        }
        return true;
    }

    private static String page437() {
        byte[] codes = new byte[GLYPHS];
        for (int code = 0; code < GLYPHS; code++) {
            codes[code] = (byte) code;
        }
        String page = new String(codes, Charset.forName("IBM437"));
        return LOW + page.substring(LOW.length(), 0x7f) + '⌂' + page.substring(0x80, 0xff) + ' ';
    }
}
