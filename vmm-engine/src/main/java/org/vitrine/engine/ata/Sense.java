package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;

/** Why a packet command failed: sense key, additional sense code and qualifier (SPC-4, 4.5; MMC-6, annex F). */
enum Sense {
    NONE(0x0, 0x00, 0x00),
    NO_MEDIUM_TRAY_CLOSED(0x2, 0x3a, 0x01),
    NO_MEDIUM_TRAY_OPEN(0x2, 0x3a, 0x02),
    UNRECOVERED_READ_ERROR(0x3, 0x11, 0x00),
    INVALID_OPERATION_CODE(0x5, 0x20, 0x00),
    ADDRESS_OUT_OF_RANGE(0x5, 0x21, 0x00),
    INVALID_FIELD_IN_COMMAND(0x5, 0x24, 0x00),
    INCOMPATIBLE_FORMAT(0x5, 0x30, 0x02),
    SAVING_NOT_SUPPORTED(0x5, 0x39, 0x00),
    REMOVAL_PREVENTED(0x5, 0x53, 0x02),
    ILLEGAL_MODE_FOR_TRACK(0x5, 0x64, 0x00),
    MEDIUM_MAY_HAVE_CHANGED(0x6, 0x28, 0x00),
    RESET_OCCURRED(0x6, 0x29, 0x00);

    private static final Sense[] ALL = values();

    final int key;
    final int code;
    final int qualifier;

    Sense(int key, int code, int qualifier) {
        this.key = key;
        this.code = code;
        this.qualifier = qualifier;
    }

    /** All three in one number, by which it is saved. */
    int packed() {
        return key << 16 | code << 8 | qualifier;
    }

    static @Nullable Sense ofPacked(int packed) {
        for (Sense sense : ALL) {
            if (sense.packed() == packed) {
                return sense;
            }
        }
        return null;
    }

    /** Fixed-format sense data (SPC-4, 4.5.3). */
    byte[] data() {
        byte[] data = new byte[18];
        data[0] = 0x70;
        data[2] = (byte) key;
        data[7] = (byte) (data.length - 8);
        data[12] = (byte) code;
        data[13] = (byte) qualifier;
        return data;
    }
}
