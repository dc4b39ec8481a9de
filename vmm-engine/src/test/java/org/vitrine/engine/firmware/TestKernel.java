package org.vitrine.engine.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Makes bzImages that no processor could run. */
final class TestKernel {
    static final int SETUP_SIZE = 5 * 512;
    static final int BODY_SIZE = 0x3000;
    static final int INIT_SIZE = 0x8_0000;

    private final ByteBuffer image = ByteBuffer.allocate(SETUP_SIZE + BODY_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    /** A relocatable 64-bit kernel of protocol 2.15 that wants to be at 2 MiB and takes 512 KiB. */
    TestKernel() {
        image.put(0x1f1, (byte) 4)
                .putInt(0x1f4, BODY_SIZE / 16)
                .putShort(0x1fe, (short) 0xaa55)
                .putShort(0x200, (short) 0x6aeb)
                .put(0x202, "HdrS".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putShort(0x206, (short) 0x020f)
                .put(0x211, (byte) 1)
                .putInt(0x214, 0x10_0000)
                .putInt(0x22c, 0x7fff_ffff)
                .putInt(0x230, 0x20_0000)
                .put(0x234, (byte) 1)
                .putShort(0x236, (short) 0x3f)
                .putInt(0x238, 2047)
                .putLong(0x258, 0x20_0000)
                .putInt(0x260, INIT_SIZE);
        for (int i = 0; i < BODY_SIZE; i++) {
            image.put(SETUP_SIZE + i, (byte) (i * 7));
        }
        image.put(0x1ef, (byte) 0xff);
    }

    TestKernel with(Consumer<ByteBuffer> change) {
        change.accept(image);
        return this;
    }

    byte[] bytes() {
        return image.array();
    }

    Path write(Path directory) throws IOException {
        return Files.write(directory.resolve("vmlinuz"), image.array());
    }
}
