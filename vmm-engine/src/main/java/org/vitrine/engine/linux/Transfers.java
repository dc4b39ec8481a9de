package org.vitrine.engine.linux;

import com.sun.jna.Native;

/**
 * read(2) and write(2) for descriptors that never wait: to find nothing is usual there, so these throw nothing, but return -1 and leave the reason with
 * {@link Native#getLastError}.
 */
final class Transfers {
    static {
        Native.register(Transfers.class, "c");
    }

    private Transfers() {}

    static native long read(int fd, long buffer, long length);

    static native long write(int fd, long buffer, long length);
}
