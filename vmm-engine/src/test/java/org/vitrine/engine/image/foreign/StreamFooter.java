package org.vitrine.engine.image.foreign;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Stream-optimized disks as VMware writes them, without going back: only a footer says where the grain directory lies. QEMU puts it in front. */
final class StreamFooter {
    private static final int SECTOR = 512;
    private static final int FOOTER_MARKER = 3;

    private StreamFooter() {}

    static byte[] addedTo(byte[] stream) {
        byte[] changed = Arrays.copyOf(stream, stream.length + 3 * SECTOR);
        ByteBuffer in = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        in.putLong(stream.length, 1).putInt(stream.length + 12, FOOTER_MARKER);
        System.arraycopy(stream, 0, changed, stream.length + SECTOR, SECTOR);
        in.putLong(56, -1);
        return changed;
    }
}
