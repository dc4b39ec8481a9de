package org.vitrine.app.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small disc images and kernels for tests. */
public final class Discs {
    private Discs() {}

    /** An ISO 9660 image of so many sectors, with nothing on it. */
    public static Path iso(Path file, int sectors) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(sectors * IsoImage.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        int descriptor = IsoImage.FIRST_DESCRIPTOR * IsoImage.SECTOR;
        image.put(descriptor, (byte) 1);
        image.put(descriptor + 1, "CD001\u0001".getBytes(StandardCharsets.US_ASCII));
        image.putInt(descriptor + 80, sectors);
        image.putShort(descriptor + 128, (short) IsoImage.SECTOR);
        return Files.write(file, image.array());
    }

    /** The head of a bzImage of boot protocol 2.15. */
    public static Path bzImage(Path file) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0x1fe, (short) 0xaa55);
        image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        image.putShort(0x206, (short) 0x20f);
        image.put(0x211, (byte) 1);
        return Files.write(file, image.array());
    }
}
