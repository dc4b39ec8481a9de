package org.vitrine.engine.net.slirp;

import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /** Where the loader looks, beside LD_LIBRARY_PATH. */
    private static final List<String> FOLDERS =
            List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64", "/lib", "/usr/local/lib");

    private SlirpLibrary() {}

    /** Loads the library into this process, once. @throws NetException if this host has none */
    static void load() throws NetException {
        try {
            Native.register(SlirpLibrary.class, FILE);
        } catch (UnsatisfiedLinkError e) {
            throw missing(e);
        }
    }

    private static NetException missing(@Nullable Throwable cause) {
        String words =
                "A shared network needs libslirp, which is not on this host; install Debian's package " + PACKAGE + ".";
        return cause == null ? new NetException(words) : new NetException(words, cause);
    }

    /** @throws NetException if this host has not the library, which is not loaded */
    static void checkInstalled() throws NetException {
        if (!isInstalled()) {
            throw missing(null);
        }
    }

    /** Whether this host has the library, which is not loaded. */
    static boolean isInstalled() {
        String more = System.getenv("LD_LIBRARY_PATH");
        return Stream.concat(FOLDERS.stream(), Stream.of((more == null ? "" : more).split(":")))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.exists(Path.of(folder, FILE)));
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
