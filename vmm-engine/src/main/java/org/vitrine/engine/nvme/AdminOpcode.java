package org.vitrine.engine.nvme;

import org.jspecify.annotations.Nullable;

/** Admin commands that there are (NVM Express 1.4, 5). */
enum AdminOpcode {
    DELETE_SUBMISSION_QUEUE(0x00),
    CREATE_SUBMISSION_QUEUE(0x01),
    GET_LOG_PAGE(0x02),
    DELETE_COMPLETION_QUEUE(0x04),
    CREATE_COMPLETION_QUEUE(0x05),
    IDENTIFY(0x06),
    ABORT(0x08),
    SET_FEATURES(0x09),
    GET_FEATURES(0x0a),
    ASYNC_EVENT_REQUEST(0x0c),
    DOORBELL_BUFFER_CONFIG(0x7c);

    private static final @Nullable AdminOpcode[] BY_CODE = new AdminOpcode[256];

    static {
        for (AdminOpcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    AdminOpcode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** @param code 0 to 255 */
    static @Nullable AdminOpcode of(int code) {
        return BY_CODE[code];
    }
}
