package org.vitrine.display.scenes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Makes a CD-ROM image that boots the scene player (ISO 9660; El Torito 1.0, no emulation, loaded whole at 7C00). */
public final class SceneDisc {
    private static final int SECTOR = 2048;
    private static final int VOLUME_DESCRIPTOR = 16;
    private static final int CATALOG = 19;
    private static final int IMAGE = 20;
    /** The player must end below the extended BIOS data area. */
    private static final int MAX_IMAGE = 512 << 10;

    private SceneDisc() {}

    /** Writes the image of a script to a file. */
    public static void write(SceneScript script, Path file) throws IOException {
        Files.write(file, image(script));
    }

    static byte[] image(SceneScript script) throws IOException {
        byte[] player;
        try (InputStream in = SceneDisc.class.getResourceAsStream("scene-player.bin")) {
            player = Objects.requireNonNull(in).readAllBytes();
        }
        byte[] operations = script.toByteArray();
        int length = player.length + operations.length + 1;
        if (length > MAX_IMAGE) {
            throw new IOException("the script is too long: " + length);
        }
        int sectors = (length + SECTOR - 1) / SECTOR;
        ByteBuffer disc = ByteBuffer.allocate((IMAGE + sectors) * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        descriptor(disc, VOLUME_DESCRIPTOR, 1, "CD001");
        disc.position(VOLUME_DESCRIPTOR * SECTOR + 40)
                .put("VITRINE_SCENES                  ".getBytes(StandardCharsets.US_ASCII));
        disc.position(VOLUME_DESCRIPTOR * SECTOR + 80).putInt(IMAGE + sectors);
        disc.order(ByteOrder.BIG_ENDIAN).putInt(IMAGE + sectors).order(ByteOrder.LITTLE_ENDIAN);
        disc.putShort(VOLUME_DESCRIPTOR * SECTOR + 128, (short) SECTOR);
        descriptor(disc, VOLUME_DESCRIPTOR + 1, 0, "CD001");
        disc.position((VOLUME_DESCRIPTOR + 1) * SECTOR + 7)
                .put("EL TORITO SPECIFICATION".getBytes(StandardCharsets.US_ASCII));
        disc.putInt((VOLUME_DESCRIPTOR + 1) * SECTOR + 71, CATALOG);
        descriptor(disc, VOLUME_DESCRIPTOR + 2, 255, "CD001");
        catalog(disc, sectors * (SECTOR / 512));
        disc.position(IMAGE * SECTOR).put(player).put(operations);
        return disc.array();
    }

    private static void descriptor(ByteBuffer disc, int sector, int type, String identifier) {
        disc.position(sector * SECTOR)
                .put((byte) type)
                .put(identifier.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1);
    }

    private static void catalog(ByteBuffer disc, int virtualSectors) {
        int at = CATALOG * SECTOR;
        disc.put(at, (byte) 1);
        disc.putShort(at + 30, (short) 0xaa55);
        int sum = 0;
        for (int i = 0; i < 32; i += 2) {
            sum += disc.getShort(at + i);
        }
        disc.putShort(at + 28, (short) -sum);
        disc.put(at + 32, (byte) 0x88);
        disc.putShort(at + 38, (short) virtualSectors);
        disc.putInt(at + 40, IMAGE);
    }
}
