package org.vitrine.engine.net.slirp;

import com.sun.jna.Native;
import org.vitrine.engine.net.NetException;

/**
 * libslirp's functions ({@code libslirp.h}, version 4). It keeps its state without a lock: all calls for one instance come from one thread. Addresses are passed as
 * {@code long}.
 */
final class SlirpLibrary {
    static final String FILE = "libslirp.so.0";
    /** Debian's name of the package. */
    static final String PACKAGE = "libslirp0";

    /** SLIRP_HOSTFWD_UDP. */
    static final int FORWARD_UDP = 1;
    /** SLIRP_HOSTFWD_V6ONLY. */
    static final int FORWARD_IPV6_ONLY = 2;

    private static volatile boolean loaded;

    private SlirpLibrary() {}

    /** Loads the library, once. @throws NetException if this host has none */
    static void load() throws NetException {
        if (loaded) {
            return;
        }
        try {
            Native.register(SlirpLibrary.class, FILE);
            loaded = true;
        } catch (UnsatisfiedLinkError e) {
            throw new NetException(
                    "A shared network needs libslirp, which is not on this host; install Debian's package " + PACKAGE
                            + ".",
                    e);
        }
    }

    /** Whether this host has the library. */
    static boolean isInstalled() {
        try {
            load();
            return true;
        } catch (NetException e) {
            return false;
        }
    }

    static native long slirp_new(long config, long callbacks, long opaque);

    static native void slirp_cleanup(long slirp);

    static native void slirp_pollfds_fill(long slirp, long timeout, long addPoll, long opaque);

    static native void slirp_pollfds_poll(long slirp, int selectError, long getRevents, long opaque);

    static native void slirp_input(long slirp, long packet, int length);

    static native int slirp_add_hostxfwd(
            long slirp, byte[] hostAddress, int hostLength, byte[] guestAddress, int guestLength, int flags);

    static native int slirp_remove_hostxfwd(long slirp, byte[] hostAddress, int hostLength, int flags);
}
