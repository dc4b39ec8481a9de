package org.vitrine.display.scenes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vitrine.engine.device.Frame;

/**
 * What identifies a picture.
 *
 * @param sha256 of its pixels as bytes, red, green, blue, row by row
 */
public record Screendump(int width, int height, String sha256) {
    /** That of a picture of ours. */
    public static Screendump of(Frame frame) {
        return new Screendump(frame.width(), frame.height(), hash(rgb(frame), 0));
    }

    static byte[] rgb(Frame frame) {
        byte[] rgb = new byte[frame.xrgb().length * 3];
        for (int i = 0; i < frame.xrgb().length; i++) {
            int pixel = frame.xrgb()[i];
            rgb[3 * i] = (byte) (pixel >>> 16);
            rgb[3 * i + 1] = (byte) (pixel >>> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return rgb;
    }

    /** That of a binary PPM file. */
    static Screendump ofPpm(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = 0;
        for (int lines = 0; lines < 3; at++) {
            lines += bytes[at] == '\n' ? 1 : 0;
        }
        String[] header = new String(bytes, 0, at, StandardCharsets.US_ASCII).split("\\s+");
        return new Screendump(Integer.parseInt(header[1]), Integer.parseInt(header[2]), hash(bytes, at));
    }

    private static String hash(byte[] bytes, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, bytes.length - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
