package org.vitrine.engine.nvme;

import org.jspecify.annotations.Nullable;

/** Log pages that there are (NVM Express 1.4, 5.14.1). */
enum LogPage {
    ERRORS(0x01),
    HEALTH(0x02),
    FIRMWARE(0x03),
    CHANGED_NAMESPACES(0x04),
    COMMANDS(0x05);

    private final int id;

    LogPage(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    static @Nullable LogPage of(int id) {
        for (LogPage page : values()) {
            if (page.id == id) {
                return page;
            }
        }
        return null;
    }
}
