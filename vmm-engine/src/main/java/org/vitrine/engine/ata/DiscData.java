package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a drive tells about a closed disc with one session and one data track, in the layouts of MMC-6: READ TOC (6.25),
 * READ DISC INFORMATION (6.21), READ TRACK INFORMATION (6.26) and READ DVD STRUCTURE (6.22).
 */
final class DiscData {
    /** A CD holds up to 80 minutes; what is larger is taken for a DVD. */
    static final long MOST_CD_SECTORS = 80 * 60 * 75L;

    /** Data track, recorded uninterrupted; ADR 1: the entry gives the track's position. */
    private static final byte DATA_TRACK = 0x14;

    private static final int LEAD_OUT = 0xaa;
    private static final int PREGAP = 150;

    private DiscData() {}

    static boolean isDvd(long sectors) {
        return sectors > MOST_CD_SECTORS;
    }

    /** READ TOC, format 0. @return null if there is no such track */
    static byte @Nullable [] toc(long sectors, int startingTrack, boolean time) {
        if (startingTrack > 1 && startingTrack != LEAD_OUT) {
            return null;
        }
        boolean withTrack = startingTrack != LEAD_OUT;
        ByteBuffer data = ByteBuffer.allocate(withTrack ? 20 : 12);
        data.putShort((short) (data.capacity() - 2)).put((byte) 1).put((byte) 1);
        if (withTrack) {
            tocEntry(data, 1, 0, time);
        }
        tocEntry(data, LEAD_OUT, sectors, time);
        return data.array();
    }

    private static void tocEntry(ByteBuffer data, int track, long sector, boolean time) {
        data.put((byte) 0).put(DATA_TRACK).put((byte) track).put((byte) 0);
        address(data, sector, time);
    }

    /** READ TOC, format 1: sessions. */
    static byte[] sessions(boolean time) {
        ByteBuffer data = ByteBuffer.allocate(12);
        data.putShort((short) 10).put((byte) 1).put((byte) 1);
        tocEntry(data, 1, 0, time);
        return data.array();
    }

    /** READ TOC, format 2: the entries of the lead-in as they are. */
    static byte[] fullToc(long sectors) {
        ByteBuffer data = ByteBuffer.allocate(4 + 4 * 11);
        data.putShort((short) (data.capacity() - 2)).put((byte) 1).put((byte) 1);
        fullTocEntry(data, 0xa0, 1, 0, 0);
        fullTocEntry(data, 0xa1, 1, 0, 0);
        fullTocPosition(data, 0xa2, sectors);
        fullTocPosition(data, 1, 0);
        return data.array();
    }

    private static void fullTocPosition(ByteBuffer data, int point, long sector) {
        long frames = sector + PREGAP;
        fullTocEntry(data, point, minutes(frames), (int) (frames / 75 % 60), (int) (frames % 75));
    }

    private static void fullTocEntry(ByteBuffer data, int point, int minute, int second, int frame) {
        data.put((byte) 1).put(DATA_TRACK).put((byte) 0).put((byte) point);
        data.putInt(0);
        data.put((byte) minute).put((byte) second).put((byte) frame);
    }

    private static void address(ByteBuffer data, long sector, boolean time) {
        if (time) {
            long frames = sector + PREGAP;
            data.put((byte) 0).put((byte) minutes(frames));
            data.put((byte) (frames / 75 % 60)).put((byte) (frames % 75));
        } else {
            data.putInt((int) sector);
        }
    }

    private static int minutes(long frames) {
        return (int) Math.min(frames / (75 * 60), 255);
    }

    /** READ DISC INFORMATION, standard. */
    static byte[] discInformation() {
        ByteBuffer data = ByteBuffer.allocate(34);
        data.putShort((short) 32);
        // The last session is complete, the disc is closed.
        data.put((byte) 0x0e);
        data.put((byte) 1).put((byte) 1).put((byte) 1).put((byte) 1);
        // Unrestricted use.
        data.put((byte) 0x20);
        data.putInt(16, -1).putInt(20, -1);
        return data.array();
    }

    /** READ TRACK INFORMATION. */
    static byte[] trackInformation(long sectors) {
        ByteBuffer data = ByteBuffer.allocate(36);
        data.putShort((short) 34).put((byte) 1).put((byte) 1);
        data.put(5, (byte) 4).put(6, (byte) 1);
        data.putInt(24, (int) sectors);
        return data.array();
    }

    /** READ DVD STRUCTURE. @return null for a structure that the disc does not have */
    static byte @Nullable [] dvdStructure(long sectors, int format) {
        return switch (format) {
            case 0 -> physicalFormat(sectors);
            // Copyright: unprotected, playable in every region.
            case 1 -> ByteBuffer.allocate(8).putShort((short) 6).array();
            // Disc manufacturing information.
            case 4 -> ByteBuffer.allocate(2052).putShort((short) 2050).array();
            default -> null;
        };
    }

    private static byte[] physicalFormat(long sectors) {
        ByteBuffer data = ByteBuffer.allocate(2052);
        data.putShort((short) 2050).putShort((short) 0);
        // DVD-ROM, part version 1; 120 mm, maximum rate not specified; one layer, embossed.
        data.put((byte) 0x01).put((byte) 0x0f).put((byte) 0x01).put((byte) 0);
        // The data area begins at physical sector 0x30000.
        data.putInt(0x30000);
        data.putInt((int) (0x30000 + sectors - 1));
        return data.array();
    }
}
