package org.vitrine.engine.image.raw;

import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.linux.DiskFile;

/**
 * The locks that QEMU takes on an image (block/file-posix.c, "image locking"): a shared OFD lock on byte 100 + n says "I use permission n", one on
 * byte 200 + n "I allow nobody else permission n". Whoever finds another's lock on the opposite byte stays away.
 * They are dropped when the file is closed, however the process ends.
 */
final class ImageLock {
    private static final int USED = 100;
    private static final int FORBIDDEN = 200;

    private static final int CONSISTENT_READ = 0;
    private static final int WRITE = 1;
    private static final int RESIZE = 3;

    private static final int[] READER_USES = {CONSISTENT_READ};
    private static final int[] WRITER_USES = {CONSISTENT_READ, WRITE, RESIZE};
    private static final int[] READER_FORBIDS = {WRITE, RESIZE};
    /** Where QEMU would let a raw image be read while it changes, this does not. */
    private static final int[] WRITER_FORBIDS = {CONSISTENT_READ, WRITE, RESIZE};

    private ImageLock() {}

    /** @throws ImageException if another program writes the image, or reads it and this one would write */
    static void take(DiskFile file, String name, boolean writer) throws ImageException {
        int[] uses = writer ? WRITER_USES : READER_USES;
        int[] forbids = writer ? WRITER_FORBIDS : READER_FORBIDS;
        // Lock first and look then: of two that do this at once, at least one sees the other.
        for (int permission : uses) {
            lock(file, name, USED + permission);
        }
        for (int permission : forbids) {
            lock(file, name, FORBIDDEN + permission);
        }
        for (int permission : uses) {
            if (file.isByteLockedElsewhere(FORBIDDEN + permission)) {
                throw inUse(name);
            }
        }
        for (int permission : forbids) {
            if (file.isByteLockedElsewhere(USED + permission)) {
                throw inUse(name);
            }
        }
    }

    private static void lock(DiskFile file, String name, int position) throws ImageException {
        if (!file.lockByte(position)) {
            throw inUse(name);
        }
    }

    private static ImageException inUse(String name) {
        return new ImageException(name + " is in use by another machine or program; stop that first.");
    }
}
