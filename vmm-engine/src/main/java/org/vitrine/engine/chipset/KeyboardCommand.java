package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;

/** What the system sends to a keyboard. */
enum KeyboardCommand {
    SET_LEDS(0xed),
    ECHO(0xee),
    SCAN_SET(0xf0),
    IDENTIFY(0xf2),
    TYPEMATIC(0xf3),
    ENABLE(0xf4),
    DISABLE(0xf5),
    DEFAULTS(0xf6),
    ALL_TYPEMATIC(0xf7),
    ALL_MAKE_BREAK(0xf8),
    ALL_MAKE(0xf9),
    ALL_TYPEMATIC_MAKE_BREAK(0xfa),
    KEY_TYPEMATIC(0xfb),
    KEY_MAKE_BREAK(0xfc),
    KEY_MAKE(0xfd),
    RESEND(0xfe),
    RESET(0xff);

    private static final @Nullable KeyboardCommand[] BY_CODE = new @Nullable KeyboardCommand[256];

    static {
        for (KeyboardCommand command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    final int code;

    KeyboardCommand(int code) {
        this.code = code;
    }

    /** @return null if the byte is no command */
    static @Nullable KeyboardCommand of(int code) {
        return BY_CODE[code];
    }
}
