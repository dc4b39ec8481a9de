package org.vitrine.engine.nvme;

import org.jspecify.annotations.Nullable;

/** Commands of the NVM command set that there are (NVM Express 1.4, 6). */
enum IoOpcode {
    FLUSH(0x00, false),
    WRITE(0x01, true),
    READ(0x02, false),
    WRITE_ZEROES(0x08, true),
    DATASET_MANAGEMENT(0x09, true);

    private static final @Nullable IoOpcode[] BY_CODE = new IoOpcode[256];

    static {
        for (IoOpcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;
    private final boolean changesContent;

    IoOpcode(int code, boolean changesContent) {
        this.code = code;
        this.changesContent = changesContent;
    }

    int code() {
        return code;
    }

    /** Whether it may change the blocks of the namespace. */
    boolean changesContent() {
        return changesContent;
    }

    /** @param code 0 to 255 */
    static @Nullable IoOpcode of(int code) {
        return BY_CODE[code];
    }
}
