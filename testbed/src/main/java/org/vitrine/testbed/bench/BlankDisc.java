package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ISO 9660 image with nothing on it: a primary volume descriptor (ECMA-119, 8.4) and zeros. */
final class BlankDisc {
    private static final int SECTOR = 2048;
    private static final int SECTORS = 32;
    private static final int FIRST_DESCRIPTOR = 16;

    private BlankDisc() {}

    static Path in(Path directory) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(SECTORS * SECTOR);
        image.put(FIRST_DESCRIPTOR * SECTOR, "\u0001CD001\u0001".getBytes(StandardCharsets.ISO_8859_1));
        return Files.write(directory.resolve("blank.iso"), image.array());
    }
}
