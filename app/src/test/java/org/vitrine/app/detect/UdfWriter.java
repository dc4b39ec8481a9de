package org.vitrine.app.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** Writes files as UDF 1.02 has them, in logical blocks of a partition from sector 300 on. */
final class UdfWriter {
    static final int PARTITION = 300;
    private static final int SECTOR = DiscWriter.SECTOR;
    private static final int DESCRIPTORS = 257;

    private final ByteBuffer image;
    private int free = 1;

    UdfWriter(ByteBuffer image) {
        this.image = image;
    }

    void write(String label, DiscTreeNode root) {
        int anchor = 256 * SECTOR;
        image.putInt(anchor + 16, 16 * SECTOR);
        image.putInt(anchor + 20, DESCRIPTORS);
        tag(anchor, 2);
        int partition = DESCRIPTORS * SECTOR;
        image.putInt(partition + 188, PARTITION);
        image.putInt(partition + 192, 300);
        tag(partition, 5);
        int volume = partition + SECTOR;
        image.put(volume + 84, (byte) 8);
        image.put(volume + 85, label.getBytes(ISO_8859_1));
        image.put(volume + 84 + 127, (byte) (label.length() + 1));
        image.putInt(volume + 212, SECTOR);
        image.putInt(volume + 248, SECTOR);
        image.putInt(volume + 264, 6);
        image.putInt(volume + 268, 1);
        image.put(volume + 440, new byte[] {1, 6, 1, 0, 0, 0});
        tag(volume, 6);
        tag(volume + SECTOR, 8);
        place(root);
        int set = PARTITION * SECTOR;
        image.putInt(set + 400, SECTOR);
        image.putInt(set + 404, root.place);
        tag(set, 256);
        fill(root, root);
    }

    /** An entry has a block, and what it is of those that follow. */
    private void place(DiscTreeNode node) {
        node.place = free;
        int length = node.directory ? SECTOR : node.content.length;
        free += 1 + (length + SECTOR - 1) / SECTOR;
        node.children.values().forEach(this::place);
    }

    private void fill(DiscTreeNode node, DiscTreeNode parent) {
        int content = (PARTITION + node.place + 1) * SECTOR;
        int length = node.content.length;
        if (node.directory) {
            int at = content;
            at += identifier(at, parent, "", 10);
            for (var child : node.children.entrySet()) {
                at += identifier(at, child.getValue(), child.getKey(), child.getValue().directory ? 2 : 0);
                fill(child.getValue(), node);
            }
            length = at - content;
        } else {
            image.put(content, node.content);
        }
        int entry = (PARTITION + node.place) * SECTOR;
        image.put(entry + 27, (byte) (node.directory ? 4 : 5));
        image.putLong(entry + 56, length);
        image.putInt(entry + 172, 8);
        image.putInt(entry + 176, length);
        image.putInt(entry + 180, node.place + 1);
        tag(entry, 261);
    }

    private int identifier(int at, DiscTreeNode node, String name, int characteristics) {
        int length = name.isEmpty() ? 0 : 1 + name.length();
        image.put(at + 18, (byte) characteristics);
        image.put(at + 19, (byte) length);
        image.putInt(at + 20, SECTOR);
        image.putInt(at + 24, node.place);
        if (length > 0) {
            image.put(at + 38, (byte) 8);
            image.put(at + 39, name.getBytes(ISO_8859_1));
        }
        tag(at, 257);
        return (38 + length + 3) & ~3;
    }

    private void tag(int at, int identifier) {
        image.putShort(at, (short) identifier);
        image.putShort(at + 2, (short) 2);
        int sum = 0;
        for (int i = 0; i < 16; i++) {
            sum += i == 4 ? 0 : image.get(at + i);
        }
        image.put(at + 4, (byte) sum);
    }
}
