package org.vitrine.engine.flash;

import org.jspecify.annotations.Nullable;

/** The first bus cycle of each command (CFI command set 0001h, the Intel/Sharp extended one; Intel 28FxxxJ3A datasheet, "Bus Operations"). */
enum FlashCommand {
    READ_ARRAY(0xff),
    /** What Linux and firmware send to make AMD's flash read its array: Intel's has no such command, and is left so too. */
    RESET_AMD(0xf0),
    READ_IDENTIFIER(0x90),
    READ_QUERY(0x98),
    READ_STATUS(0x70),
    CLEAR_STATUS(0x50),
    WORD_PROGRAM(0x40),
    WORD_PROGRAM_ALTERNATE(0x10),
    BUFFERED_PROGRAM(0xe8),
    BLOCK_ERASE(0x20),
    LOCK_SETUP(0x60);

    /** The second cycle of what must be confirmed. */
    static final int CONFIRM = 0xd0;

    private static final @Nullable FlashCommand[] BY_CODE = new FlashCommand[256];

    static {
        for (FlashCommand command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    private final int code;

    FlashCommand(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** @param code 0 to 255 @return null if that is no command */
    static @Nullable FlashCommand of(int code) {
        return BY_CODE[code];
    }
}
