package org.vitrine.app.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes small discs for tests: ISO 9660 with Rock Ridge's names, or UDF beside an empty ISO 9660, and El Torito. */
final class DiscWriter {
    static final int SECTOR = 2048;
    private static final int SECTORS = 640;
    private static final int CATALOG = 24;
    private static final int FIRST_FREE = 25;

    private final ByteBuffer image = ByteBuffer.allocate(SECTORS * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    private final DiscTreeNode root = new DiscTreeNode();
    private String volume = "";
    private String system = "";
    private String publisher = "";
    private String application = "";
    private boolean bios;
    private boolean uefi;
    private boolean udf;
    private int free = FIRST_FREE;

    DiscWriter labels(String volumeId, String systemId, String publisherId, String applicationId) {
        volume = volumeId;
        system = systemId;
        publisher = publisherId;
        application = applicationId;
        return this;
    }

    DiscWriter volume(String volumeId) {
        return labels(volumeId, "", "", "");
    }

    DiscWriter boots(boolean byBios, boolean byUefi) {
        bios = byBios;
        uefi = byUefi;
        return this;
    }

    /** The files lie in UDF, and ISO 9660 has none. */
    DiscWriter udf() {
        udf = true;
        return this;
    }

    DiscWriter file(String path, byte[] content) {
        DiscTreeNode node = root.at(path);
        node.directory = false;
        node.content = content;
        return this;
    }

    DiscWriter file(String path, String content) {
        return file(path, content.getBytes(ISO_8859_1));
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    byte[] bytes() {
        DiscTreeNode iso = udf ? new DiscTreeNode() : root;
        place(iso);
        int sector = 16;
        primary(sector++, iso);
        if (bios || uefi) {
            bootRecord(sector++);
            catalog();
        }
        descriptor(sector++, 255, "CD001");
        if (udf) {
            descriptor(sector++, 0, "BEA01");
            descriptor(sector++, 0, "NSR02");
            descriptor(sector, 0, "TEA01");
            new UdfWriter(image).write(volume, root);
        }
        fill(iso, iso);
        return image.array().clone();
    }

    private void place(DiscTreeNode node) {
        node.place = free;
        free += sectors(node);
        node.children.values().forEach(this::place);
    }

    private static int sectors(DiscTreeNode node) {
        return node.directory ? 1 + node.children.size() / 12 : (node.content.length + SECTOR - 1) / SECTOR;
    }

    private static int size(DiscTreeNode node) {
        return node.directory ? sectors(node) * SECTOR : node.content.length;
    }

    private void descriptor(int sector, int type, String identifier) {
        image.put(sector * SECTOR, (byte) type);
        image.put(sector * SECTOR + 1, identifier.getBytes(ISO_8859_1));
        image.put(sector * SECTOR + 6, (byte) 1);
    }

    private void primary(int sector, DiscTreeNode iso) {
        descriptor(sector, 1, "CD001");
        int at = sector * SECTOR;
        label(at + 8, 32, system);
        label(at + 40, 32, volume);
        image.putInt(at + 80, SECTORS);
        image.putShort(at + 128, (short) SECTOR);
        record(at + 156, iso, new byte[1], "");
        label(at + 318, 128, publisher);
        label(at + 574, 128, application);
    }

    private void label(int at, int length, String text) {
        image.put(at, (text + " ".repeat(length)).substring(0, length).getBytes(ISO_8859_1));
    }

    private void bootRecord(int sector) {
        descriptor(sector, 0, "CD001");
        image.put(sector * SECTOR + 7, "EL TORITO SPECIFICATION".getBytes(ISO_8859_1));
        image.putInt(sector * SECTOR + 71, CATALOG);
    }

    private void catalog() {
        int at = CATALOG * SECTOR;
        image.put(at, (byte) 1);
        image.put(at + 1, (byte) (bios ? 0 : 0xef));
        image.put(at + 30, (byte) 0x55);
        image.put(at + 31, (byte) 0xaa);
        image.put(at + 32, (byte) 0x88);
        if (bios && uefi) {
            image.put(at + 64, (byte) 0x91);
            image.put(at + 65, (byte) 0xef);
            image.putShort(at + 66, (short) 1);
            image.put(at + 96, (byte) 0x88);
        }
    }

    private int record(int at, DiscTreeNode node, byte[] name, String rockRidge) {
        byte[] alternate = rockRidge.getBytes(StandardCharsets.UTF_8);
        int bare = 33 + name.length + (name.length + 1) % 2;
        int length = bare + (alternate.length == 0 ? 0 : 5 + alternate.length);
        length += length % 2;
        image.put(at, (byte) length);
        image.putInt(at + 2, node.place);
        image.putInt(at + 10, size(node));
        image.put(at + 25, (byte) (node.directory ? 2 : 0));
        image.put(at + 32, (byte) name.length);
        image.put(at + 33, name);
        if (alternate.length > 0) {
            image.put(at + bare, new byte[] {'N', 'M', (byte) (5 + alternate.length), 1, 0});
            image.put(at + bare + 5, alternate);
        }
        return length;
    }

    private void fill(DiscTreeNode node, DiscTreeNode parent) {
        int at = node.place * SECTOR;
        if (!node.directory) {
            image.put(at, node.content);
            return;
        }
        at += record(at, node, new byte[] {0}, "");
        at += record(at, parent, new byte[] {1}, "");
        for (var child : node.children.entrySet()) {
            String mangled = child.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            byte[] name = (child.getValue().directory ? mangled : mangled + ";1").getBytes(ISO_8859_1);
            if (at % SECTOR + 34 + name.length + 6 + child.getKey().length() > SECTOR) {
                at = (at / SECTOR + 1) * SECTOR;
            }
            at += record(at, child.getValue(), name, child.getKey());
            fill(child.getValue(), node);
        }
    }
}
