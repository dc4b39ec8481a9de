package org.vitrine.engine.image.qcow2;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/** Makes compressed clusters. */
final class Compressor {
    /** QEMU unpacks deflate with a window of 2^12 bytes: no match may reach back further. */
    private static final int WINDOW = 1 << 12;

    private Compressor() {}

    /** @param compression of the header @return empty if it would not get smaller */
    static Optional<byte[]> compress(byte[] cluster, int compression) {
        if (compression != 0) {
            byte[] packed = Zstd.compress(cluster);
            return packed.length < cluster.length ? Optional.of(packed) : Optional.empty();
        }
        byte[] packed = new byte[cluster.length];
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            int done = 0;
            for (int at = 0; at < cluster.length; at += WINDOW) {
                int length = Math.min(WINDOW, cluster.length - at);
                boolean last = at + length == cluster.length;
                deflater.setInput(cluster, at, length);
                if (last) {
                    deflater.finish();
                }
                // A full flush forgets what came before.
                int flush = last ? Deflater.NO_FLUSH : Deflater.FULL_FLUSH;
                done += deflater.deflate(packed, done, packed.length - done, flush);
                if (done == packed.length) {
                    return Optional.empty();
                }
            }
            return Optional.of(Arrays.copyOf(packed, done));
        } finally {
            deflater.end();
        }
    }
}
