package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The drive's mode pages, none of which can be changed (MMC-6, clause 7; page 2a: MMC-3, 5.5.10). */
final class ModePages {
    private static final int ALL = 0x3f;
    private static final int HEADER = 8;

    /** Kilobytes per second of a 24x CD drive: obsolete fields that some guests print. */
    private static final short SPEED = 24 * 176;

    private static final short BUFFER_KILOBYTES = 512;

    private ModePages() {}

    /**
     * The reply to MODE SENSE(10).
     *
     * @param page 3f for all
     * @param changeable whether it asks which bits can be changed
     * @return null if there is no such page
     */
    static byte @Nullable [] sense(Tray tray, int page, boolean changeable) {
        List<byte[]> pages = List.of(errorRecovery(), audioControl(), capabilities(tray)).stream()
                .filter(bytes -> page == ALL || page == bytes[0])
                .toList();
        if (pages.isEmpty()) {
            return null;
        }
        int length = HEADER + pages.stream().mapToInt(bytes -> bytes.length).sum();
        ByteBuffer reply = ByteBuffer.allocate(length);
        reply.putShort((short) (length - 2)).put(mediumType(tray)).position(HEADER);
        for (byte[] bytes : pages) {
            if (changeable) {
                Arrays.fill(bytes, 2, bytes.length, (byte) 0);
            }
            reply.put(bytes);
        }
        return reply.array();
    }

    private static byte mediumType(Tray tray) {
        if (tray.open()) {
            return 0x71;
        }
        return (byte) (tray.disc() == null ? 0x70 : 0x01);
    }

    private static ByteBuffer page(int code, int length) {
        return ByteBuffer.allocate(2 + length).put(0, (byte) code).put(1, (byte) length);
    }

    private static byte[] errorRecovery() {
        // Five retries.
        return page(0x01, 10).put(3, (byte) 5).array();
    }

    private static byte[] audioControl() {
        // Immediate return; two channels at full volume.
        return page(0x0e, 14)
                .put(2, (byte) 0x04)
                .putShort(8, (short) 0x01ff)
                .putShort(10, (short) 0x02ff)
                .array();
    }

    private static byte[] capabilities(Tray tray) {
        return page(0x2a, 18)
                // Reads CD-R, CD-RW, DVD-ROM, DVD-R, DVD-RAM, and by method 2; mode 2 forms 1 and 2; several sessions.
                .put(2, (byte) 0x3f)
                .put(4, (byte) 0x70)
                // A tray that ejects and can be locked.
                .put(6, (byte) (0x29 | (tray.locked() ? 0x02 : 0)))
                .putShort(8, SPEED)
                .putShort(10, (short) 2)
                .putShort(12, BUFFER_KILOBYTES)
                .putShort(14, SPEED)
                .array();
    }
}
