package org.vitrine.engine.virtio.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a request ended: its last byte (Virtual I/O Device 1.2, 5.2.6). By their codes. */
enum RequestStatus {
    OK,
    IO_ERROR,
    UNSUPPORTED;

    static RequestStatus of(@Nullable IOException failure) {
        return failure == null ? OK : IO_ERROR;
    }
}
