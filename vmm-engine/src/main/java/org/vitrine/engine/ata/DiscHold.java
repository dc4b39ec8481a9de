package org.vitrine.engine.ata;

import org.vitrine.engine.image.OpticalMedium;

/**
 * A medium with those who use it: the drive that it lies in, and each command that reads from it. Ejected during a
 * read, its file stays open until that has ended. Any thread.
 */
final class DiscHold implements AutoCloseable {
    private final OpticalMedium medium;
    private int users = 1;

    /** Held by its maker. */
    DiscHold(OpticalMedium medium) {
        this.medium = medium;
    }

    OpticalMedium medium() {
        return medium;
    }

    /** Holds it once more. Only while held. */
    synchronized DiscHold hold() {
        users++;
        return this;
    }

    /** Lets go; the last one closes the medium. */
    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            last = --users == 0;
        }
        if (last) {
            medium.close();
        }
    }
}
