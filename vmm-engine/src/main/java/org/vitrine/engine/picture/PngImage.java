package org.vitrine.engine.picture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.vitrine.engine.device.Frame;

/**
 * A picture as PNG (ISO/IEC 15948): 8 bits of red, green and blue, not interlaced, each row as its difference to the one above. The
 * JDK's own writer would bring java.desktop into the VM process.
 */
final class PngImage {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int IHDR_LENGTH = 13;
    private static final byte BIT_DEPTH = 8;
    private static final byte TRUECOLOUR = 2;
    private static final int FILTER_UP = 2;
    private static final int MAX_CHUNK = 64 << 10;

    private PngImage() {}

    static void write(Frame frame, OutputStream out) throws IOException {
        out.write(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(IHDR_LENGTH);
        header.putInt(frame.width()).putInt(frame.height()).put(BIT_DEPTH).put(TRUECOLOUR);
        chunk(out, "IHDR", header.array(), IHDR_LENGTH);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            DeflaterOutputStream rows = new DeflaterOutputStream(new Chunks(out), deflater, MAX_CHUNK);
            writeRows(frame, rows);
            rows.finish();
        } finally {
            deflater.end();
        }
        chunk(out, "IEND", new byte[0], 0);
    }

    private static void writeRows(Frame frame, OutputStream out) throws IOException {
        int length = frame.width() * PpmImage.CHANNELS;
        byte[] above = new byte[length];
        byte[] row = new byte[length];
        byte[] filtered = new byte[length];
        for (int y = 0; y < frame.height(); y++) {
            PpmImage.rowOf(frame, y, row);
            for (int i = 0; i < length; i++) {
                filtered[i] = (byte) (row[i] - above[i]);
            }
            out.write(FILTER_UP);
            out.write(filtered);
            byte[] last = above;
            above = row;
            row = last;
        }
    }

    private static void chunk(OutputStream out, String type, byte[] data, int length) throws IOException {
        byte[] name = type.getBytes(US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        DataOutputStream fields = new DataOutputStream(out);
        fields.writeInt(length);
        fields.write(name);
        fields.write(data, 0, length);
        fields.writeInt((int) crc.getValue());
        fields.flush();
    }

    /** Each write becomes an IDAT chunk. */
    private static final class Chunks extends OutputStream {
        private final OutputStream out;

        Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            chunk(
                    out,
                    "IDAT",
                    offset == 0 ? bytes : java.util.Arrays.copyOfRange(bytes, offset, offset + length),
                    length);
        }
    }
}
