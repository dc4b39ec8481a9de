package org.vitrine.testbed.screen;

import java.io.IOException;

/** The binary portable pixmap (netpbm's ppm(5), P6), as QEMU writes screendumps. */
final class Ppm {
    private final byte[] bytes;
    private int at = 2;

    private Ppm(byte[] bytes) {
        this.bytes = bytes;
    }

    static Picture read(byte[] bytes) throws IOException {
        Ppm ppm = new Ppm(bytes);
        int width = ppm.number();
        int height = ppm.number();
        int most = ppm.number();
        int start = ppm.at + 1;
        if (most != 255 || (long) width * height * 3 != bytes.length - start) {
            throw new IOException("A PPM of %d×%d with a maximum of %d does not go with %d bytes of pixels"
                    .formatted(width, height, most, bytes.length - start));
        }
        return Picture.of(width, height, (x, y) -> {
            int pixel = start + 3 * (y * width + x);
            return (bytes[pixel] & 0xff) << 16 | (bytes[pixel + 1] & 0xff) << 8 | bytes[pixel + 2] & 0xff;
        });
    }

    private int number() throws IOException {
        while (at < bytes.length && (bytes[at] < '0' || bytes[at] > '9')) {
            at++;
        }
        int value = 0;
        int from = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 6) {
            value = value * 10 + bytes[at++] - '0';
        }
        if (at == from) {
            throw new IOException("A PPM ended inside its header");
        }
        return value;
    }
}
