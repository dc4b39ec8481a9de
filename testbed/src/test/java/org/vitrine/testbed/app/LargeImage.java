package org.vitrine.testbed.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A raw image whose copy takes so long that one can look at it: little is in each of its clusters, but all have something. */
final class LargeImage {
    private static final long SIZE = 4L << 30;
    private static final int CLUSTER = 64 << 10;

    private LargeImage() {}

    /** Makes it, unless it is there. */
    static Path in(Path folder) throws IOException {
        Path image = folder.resolve("large disk.raw");
        if (!Files.exists(image)) {
            try (FileChannel out = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long at = CLUSTER - 1; at < SIZE; at += CLUSTER) {
                    out.write(ByteBuffer.wrap(new byte[] {1}), at);
                }
            }
        }
        return image;
    }
}
