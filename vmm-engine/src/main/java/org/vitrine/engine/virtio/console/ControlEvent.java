package org.vitrine.engine.virtio.console;

import org.jspecify.annotations.Nullable;

/** What a control message says of a port (Virtual I/O Device 1.2, 5.3.6.2). By their codes. */
enum ControlEvent {
    DEVICE_READY,
    DEVICE_ADD,
    DEVICE_REMOVE,
    PORT_READY,
    CONSOLE_PORT,
    RESIZE,
    PORT_OPEN,
    PORT_NAME;

    /** Bytes of a message: a port of 32 bits, an event and a value of 16. */
    static final int BYTES = 8;

    private static final ControlEvent[] ALL = values();

    /** @return null if there is none with this code */
    static @Nullable ControlEvent of(int code) {
        return code < ALL.length ? ALL[code] : null;
    }

    int bit() {
        return 1 << ordinal();
    }
}
