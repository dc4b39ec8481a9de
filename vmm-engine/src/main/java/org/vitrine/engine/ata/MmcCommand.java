package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;

/** Commands of the drive by operation code (MMC-6, clause 6; SPC-4, clause 6), with what holds before they are executed. */
enum MmcCommand {
    TEST_UNIT_READY(0x00, true, false),
    REQUEST_SENSE(0x03, false, true),
    INQUIRY(0x12, false, true),
    START_STOP_UNIT(0x1b, false, false),
    PREVENT_ALLOW_MEDIUM_REMOVAL(0x1e, false, false),
    READ_CAPACITY(0x25, true, false),
    READ_10(0x28, true, false),
    SEEK_10(0x2b, true, false),
    SYNCHRONIZE_CACHE(0x35, true, false),
    READ_TOC(0x43, true, false),
    GET_CONFIGURATION(0x46, false, true),
    GET_EVENT_STATUS_NOTIFICATION(0x4a, false, true),
    READ_DISC_INFORMATION(0x51, true, false),
    READ_TRACK_INFORMATION(0x52, true, false),
    MODE_SENSE_10(0x5a, false, false),
    READ_12(0xa8, true, false),
    READ_DVD_STRUCTURE(0xad, true, false),
    SET_CD_SPEED(0xbb, false, false),
    MECHANISM_STATUS(0xbd, false, false),
    READ_CD(0xbe, true, false);

    private static final MmcCommand[] BY_CODE = new MmcCommand[256];

    static {
        for (MmcCommand command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    final int code;
    /** Whether it fails while there is no readable medium. */
    final boolean needsMedium;
    /** Whether it is executed although a unit attention is pending. */
    final boolean passesUnitAttention;

    MmcCommand(int code, boolean needsMedium, boolean passesUnitAttention) {
        this.code = code;
        this.needsMedium = needsMedium;
        this.passesUnitAttention = passesUnitAttention;
    }

    static @Nullable MmcCommand of(int code) {
        return BY_CODE[code];
    }
}
