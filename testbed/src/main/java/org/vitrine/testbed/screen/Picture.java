package org.vitrine.testbed.screen;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * A screendump: opaque pixels.
 *
 * @param pixels 0xRRGGBB, row by row from the top left, {@code width * height} of them
 */
public record Picture(int width, int height, int[] pixels) {
    public Picture {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException("%d pixels for %d×%d".formatted(pixels.length, width, height));
        }
    }

    /** A picture whose pixel at x, y is what {@code pixel} gives for them. */
    public static Picture of(int width, int height, IntBinaryOperator pixel) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixel.applyAsInt(i % width, i / width) & 0xff_ffff;
        }
        return new Picture(width, height, pixels);
    }

    /**
     * Reads a PNG or a binary PPM with 8 bits a channel.
     *
     * @throws IOException if the file is neither, or not whole
     */
    public static Picture read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] == '6') {
            return Ppm.read(bytes);
        }
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        if (image == null) {
            throw new IOException(file + " is neither a PNG nor a PPM");
        }
        return of(image.getWidth(), image.getHeight(), image::getRGB);
    }

    /** Writes a PNG; the directory is made. */
    public void writePng(Path file) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    public int at(int x, int y) {
        return pixels[y * width + x];
    }

    /** The number of different colours. */
    public long colours() {
        return Arrays.stream(pixels).distinct().count();
    }

    /** Where this and another picture differ, in words; null if they are equal. */
    public @Nullable String differenceFrom(Picture other) {
        if (width != other.width || height != other.height) {
            return "%d×%d against %d×%d".formatted(width, height, other.width, other.height);
        }
        int first = Arrays.mismatch(pixels, other.pixels);
        if (first < 0) {
            return null;
        }
        int count = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != other.pixels[i]) {
                count++;
            }
        }
        return "%d of %d pixels differ, the first at %d,%d: %06x against %06x"
                .formatted(count, pixels.length, first % width, first / width, pixels[first], other.pixels[first]);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Picture other && differenceFrom(other) == null;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels) * 31 + width;
    }

    @Override
    public String toString() {
        return "Picture[%d×%d]".formatted(width, height);
    }
}
