package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;

/** What the system sends to a keyboard controller, but for reading and writing RAM and pulsing lines. */
enum I8042Command {
    TEST_PASSWORD(0xa4),
    MOUSE_OFF(0xa7),
    MOUSE_ON(0xa8),
    TEST_MOUSE_PORT(0xa9),
    SELF_TEST(0xaa),
    TEST_KEYBOARD_PORT(0xab),
    KEYBOARD_OFF(0xad),
    KEYBOARD_ON(0xae),
    READ_INPUT(0xc0),
    READ_OUTPUT(0xd0),
    WRITE_OUTPUT(0xd1),
    WRITE_KEYBOARD_BUFFER(0xd2),
    WRITE_MOUSE_BUFFER(0xd3),
    WRITE_MOUSE(0xd4),
    A20_OFF(0xdd),
    A20_ON(0xdf),
    READ_TEST_INPUTS(0xe0);

    private static final @Nullable I8042Command[] BY_CODE = new @Nullable I8042Command[256];

    static {
        for (I8042Command command : values()) {
            BY_CODE[command.code] = command;
        }
    }

    final int code;

    I8042Command(int code) {
        this.code = code;
    }

    /** @return null if the byte is no command */
    static @Nullable I8042Command of(int code) {
        return BY_CODE[code];
    }
}
