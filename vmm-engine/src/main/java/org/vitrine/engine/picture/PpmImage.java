package org.vitrine.engine.picture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import org.vitrine.engine.device.Frame;

/** A picture as a portable pixmap, the binary kind (Netpbm's ppm(5), P6). */
final class PpmImage {
    static final int CHANNELS = 3;

    private PpmImage() {}

    static void write(Frame frame, OutputStream out) throws IOException {
        out.write("P6\n%d %d\n255\n".formatted(frame.width(), frame.height()).getBytes(US_ASCII));
        byte[] row = new byte[frame.width() * CHANNELS];
        for (int y = 0; y < frame.height(); y++) {
            rowOf(frame, y, row);
            out.write(row);
        }
    }

    /** The pixels of a row as red, green, blue bytes. */
    static void rowOf(Frame frame, int y, byte[] row) {
        int at = 0;
        int first = y * frame.width();
        for (int x = 0; x < frame.width(); x++) {
            int pixel = frame.xrgb()[first + x];
            row[at++] = (byte) (pixel >> 16);
            row[at++] = (byte) (pixel >> 8);
            row[at++] = (byte) pixel;
        }
    }
}
