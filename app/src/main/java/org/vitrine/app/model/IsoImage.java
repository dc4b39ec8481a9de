package org.vitrine.app.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrine.app.text.Sizes;

/**
 * A disc image, as far as one must look into it to know that it is one: the volume descriptors at sector 16
 * (ECMA-119, 9.4) or the volume recognition sequence of a disc with UDF alone (ECMA-167, part 2, 9.1).
 */
public final class IsoImage {
    static final int SECTOR = 2048;
    static final int FIRST_DESCRIPTOR = 16;
    private static final int PRIMARY_VOLUME = 1;
    private static final int VOLUME_SPACE_SIZE_OFFSET = 80;
    private static final int BLOCK_SIZE_OFFSET = 128;

    private IsoImage() {}

    /**
     * Makes sure that a file can be put into a CD drive.
     *
     * @throws Refusal if it does not exist, is a directory, empty, unreadable, no disc image, or cut short
     */
    public static void check(Path path) throws Refusal {
        FileChecks.inspect(path, file -> check(path, file));
    }

    private static void check(Path path, FileChannel file) throws IOException, Refusal {
        ByteBuffer descriptor = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, descriptor, (long) FIRST_DESCRIPTOR * SECTOR);
        String identifier = new String(descriptor.array(), 1, 5, StandardCharsets.US_ASCII);
        if (identifier.equals("BEA01")) {
            return;
        }
        if (!identifier.equals("CD001")) {
            throw Refusal.of(Refusal.Cause.INPUT, "iso.none", path);
        }
        if (descriptor.get(0) == PRIMARY_VOLUME && Files.isRegularFile(path)) {
            long blocks = Integer.toUnsignedLong(descriptor.getInt(VOLUME_SPACE_SIZE_OFFSET));
            long promised = blocks * Short.toUnsignedLong(descriptor.getShort(BLOCK_SIZE_OFFSET));
            if (file.size() < promised) {
                throw Refusal.of(
                        Refusal.Cause.INPUT, "iso.truncated", path, Sizes.bytes(file.size()), Sizes.bytes(promised));
            }
        }
    }

    private static void readFully(FileChannel file, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
    }
}
