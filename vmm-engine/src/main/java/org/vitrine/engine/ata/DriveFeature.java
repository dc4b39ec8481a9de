package org.vitrine.engine.ata;

import java.nio.ByteBuffer;

/** The drive's features, as GET CONFIGURATION tells them (MMC-6, 5.3). */
enum DriveFeature {
    PROFILE_LIST(0x0000, 0, true),
    CORE(0x0001, 2, true),
    MORPHING(0x0002, 1, true),
    REMOVABLE_MEDIUM(0x0003, 0, true),
    RANDOM_READABLE(0x0010, 0, false),
    CD_READ(0x001e, 2, false),
    DVD_READ(0x001f, 0, false),
    POWER_MANAGEMENT(0x0100, 0, true);

    private static final int PROFILE_NONE = 0;
    private static final int PROFILE_CD = 0x0008;
    private static final int PROFILE_DVD = 0x0010;

    private static final int HEADER = 8;
    private static final int MOST_BYTES = 256;
    private static final int CURRENT_ONLY = 1;
    private static final int ONE_ONLY = 2;

    private static final DriveFeature[] ALL = values();

    private final int number;
    private final int version;
    /** Current whatever lies in the drive. */
    private final boolean persistent;

    DriveFeature(int number, int version, boolean persistent) {
        this.number = number;
        this.version = version;
        this.persistent = persistent;
    }

    /**
     * The reply to GET CONFIGURATION.
     *
     * @param sectors of the medium that can be read, or 0
     * @param requestType 0: all features, 1: those that are current, 2: only the one named
     * @param first the number of the first feature wanted, or of the only one
     */
    static byte[] configuration(long sectors, int requestType, int first) {
        int profile = sectors == 0 ? PROFILE_NONE : DiscData.isDvd(sectors) ? PROFILE_DVD : PROFILE_CD;
        ByteBuffer reply = ByteBuffer.allocate(MOST_BYTES).position(HEADER);
        for (DriveFeature feature : ALL) {
            boolean wanted = requestType == ONE_ONLY
                    ? feature.number == first
                    : feature.number >= first && (requestType != CURRENT_ONLY || feature.current(profile));
            if (wanted) {
                feature.describe(reply, profile);
            }
        }
        reply.putInt(0, reply.position() - 4).putInt(4, profile);
        byte[] bytes = new byte[reply.position()];
        reply.get(0, bytes);
        return bytes;
    }

    private boolean current(int profile) {
        return switch (this) {
            case RANDOM_READABLE -> profile != PROFILE_NONE;
            case CD_READ -> profile == PROFILE_CD;
            case DVD_READ -> profile == PROFILE_DVD;
            default -> persistent;
        };
    }

    private void describe(ByteBuffer reply, int profile) {
        byte[] data = data(profile);
        reply.putShort((short) number);
        reply.put((byte) (version << 2 | (persistent ? 2 : 0) | (current(profile) ? 1 : 0)));
        reply.put((byte) data.length).put(data);
    }

    private byte[] data(int profile) {
        return switch (this) {
            case PROFILE_LIST ->
                ByteBuffer.allocate(8)
                        .putShort((short) PROFILE_DVD)
                        .putShort((short) (profile == PROFILE_DVD ? 0x100 : 0))
                        .putShort((short) PROFILE_CD)
                        .putShort((short) (profile == PROFILE_CD ? 0x100 : 0))
                        .array();
            // The physical interface is Serial ATAPI.
            case CORE -> ByteBuffer.allocate(8).putInt(7).array();
            // Events are polled.
            case MORPHING, CD_READ -> new byte[4];
            // A tray that ejects, loads and can be locked.
            case REMOVABLE_MEDIUM -> ByteBuffer.allocate(4).putInt(0x3900_0000).array();
            // Blocks of 2048 bytes, one by one.
            case RANDOM_READABLE ->
                ByteBuffer.allocate(8).putInt(2048).putShort((short) 1).array();
            case DVD_READ, POWER_MANAGEMENT -> new byte[0];
        };
    }
}
