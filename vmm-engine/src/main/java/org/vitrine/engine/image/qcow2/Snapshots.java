package org.vitrine.engine.image.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * The internal snapshots of an image ("Snapshots"): they are read and kept, never made here.
 *
 * @param bytes how long the table is
 */
record Snapshots(List<Snapshot> list, long bytes) {
    private static final int FIXED = 40;
    private static final int MOST_EXTRA = 1024;

    /** One of them; when it was taken and its machine's state matter to nobody here. */
    record Snapshot(String id, String name, Header.Table l1) {}

    Snapshots {
        list = List.copyOf(list);
    }

    static Snapshots read(BlockNode file, Header header) throws ImageException, IOException {
        List<Snapshot> list = new ArrayList<>();
        long at = header.snapshots().offset();
        for (long i = 0; i < header.snapshots().count(); i++) {
            ByteBuffer fixed = read(file, at, FIXED);
            int idLength = Short.toUnsignedInt(fixed.getShort(12));
            int nameLength = Short.toUnsignedInt(fixed.getShort(14));
            int extra = fixed.getInt(36);
            if (extra < 0 || extra > MOST_EXTRA) {
                throw damaged(
                        file,
                        "snapshot %d has %s bytes of extra data".formatted(i + 1, Integer.toUnsignedString(extra)));
            }
            ByteBuffer rest = read(file, at + FIXED, extra + idLength + nameLength);
            Header.Table l1 = new Header.Table(fixed.getLong(0), Integer.toUnsignedLong(fixed.getInt(8)));
            checkL1(file, header, i + 1, l1);
            list.add(new Snapshot(text(rest, extra, idLength), text(rest, extra + idLength, nameLength), l1));
            at += FIXED + extra + idLength + nameLength + 7 & ~7L;
        }
        return new Snapshots(list, at - header.snapshots().offset());
    }

    private static void checkL1(BlockNode file, Header header, long number, Header.Table l1) throws ImageException {
        if (!header.geometry().isAligned(l1.offset())
                || l1.count() * 8 > Geometry.MOST_L1_BYTES
                || l1.offset() < 0
                || l1.offset() > file.size() - l1.count() * 8) {
            throw damaged(file, "the L1 table of snapshot %d does not lie in the file".formatted(number));
        }
    }

    private static ByteBuffer read(BlockNode file, long at, int length) throws ImageException, IOException {
        if (at < 0 || at > file.size() - length) {
            throw damaged(file, "its snapshot table reaches out of the file");
        }
        byte[] bytes = new byte[length];
        file.read(at, Buffers.of(bytes));
        return ByteBuffer.wrap(bytes);
    }

    private static ImageException damaged(BlockNode file, String why) {
        return new ImageException(file.name() + " is damaged: " + why + "; restore it from a copy.");
    }

    private static String text(ByteBuffer bytes, int from, int length) {
        return new String(bytes.array(), from, length, UTF_8);
    }
}
