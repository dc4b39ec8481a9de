package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;

/** What the system sends to a mouse. */
enum MouseCommand {
    SCALE_1_TO_1(0xe6),
    SCALE_2_TO_1(0xe7),
    RESOLUTION(0xe8),
    STATUS(0xe9),
    STREAM(0xea),
    READ_DATA(0xeb),
    LEAVE_WRAP(0xec),
    WRAP(0xee),
    REMOTE(0xf0),
    IDENTIFY(0xf2),
    SAMPLE_RATE(0xf3),
    ENABLE(0xf4),
    DISABLE(0xf5),
    DEFAULTS(0xf6),
    RESEND(0xfe),
    RESET(0xff);

    private static final @Nullable MouseCommand[] BY_CODE = new @Nullable MouseCommand[256];

    static {
        for (MouseCommand command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    final int code;

    MouseCommand(int code) {
        this.code = code;
    }

    /** @return null if the byte is no command */
    static @Nullable MouseCommand of(int code) {
        return BY_CODE[code];
    }
}
