package org.vitrine.engine.virtio.block;

import org.jspecify.annotations.Nullable;

/** What a request does (Virtual I/O Device 1.2, 5.2.6). */
enum RequestType {
    IN(0, false),
    OUT(1, true),
    FLUSH(4, false),
    GET_ID(8, false),
    DISCARD(11, true),
    WRITE_ZEROES(13, true);

    private final int code;
    private final boolean changesContent;

    RequestType(int code, boolean changesContent) {
        this.code = code;
        this.changesContent = changesContent;
    }

    boolean changesContent() {
        return changesContent;
    }

    /** @return null if there is none with this code */
    static @Nullable RequestType of(int code) {
        return switch (code) {
            case 0 -> IN;
            case 1 -> OUT;
            case 4 -> FLUSH;
            case 8 -> GET_ID;
            case 11 -> DISCARD;
            case 13 -> WRITE_ZEROES;
            default -> null;
        };
    }

    int code() {
        return code;
    }
}
