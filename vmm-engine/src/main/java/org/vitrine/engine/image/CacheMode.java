package org.vitrine.engine.image;

import java.util.Optional;

/** What the host keeps of an image in its memory, and when what a guest wrote is on the medium; by the names that QEMU gives them. */
public enum CacheMode {
    /** The host caches; a guest's flush is obeyed. */
    WRITEBACK("writeback"),
    /** The host does not cache (O_DIRECT); a guest's flush is obeyed. */
    NONE("none"),
    /** The host caches reads; each write is on the medium when it completes. */
    WRITETHROUGH("writethrough"),
    /** The host caches and ignores flushes: a crash of the host may cost the whole image. For guests that are thrown away. */
    UNSAFE("unsafe");

    private final String id;

    CacheMode(String id) {
        this.id = id;
    }

    /** Its name on the command line. */
    public String id() {
        return id;
    }

    /** The mode of this name. */
    public static Optional<CacheMode> of(String id) {
        for (CacheMode mode : values()) {
            if (mode.id.equals(id)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
