package org.vitrine.engine.net.passt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.net.ForwardedPorts;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.process.SharedNetwork;

/**
 * A shared network by passt(1), whose guest has the host's own addresses. Its forwards are fixed when it starts, so another one makes it start anew: connections of the guest that are open
 * end then.
 */
public final class PasstBackend extends SharedNetwork {
    /** Debian's name of the package, and of the program. */
    private static final String PASST = "passt";

    /** The kernel's routes of IPv4, one a line: interface, destination, gateway, flags … in hexadecimal digits. */
    private static final Path ROUTES = Path.of("/proc/net/route");

    private static final Path SELF = Path.of("/proc/self");
    /** What the kernel says of the first user namespace (user_namespaces(7)): all users are themselves there. */
    private static final String ALL_USERS = "0 0 4294967295";

    private PasstBackend(Path program, List<PortForward> forwards) {
        super(forwards, present -> new PasstProgram(program, present));
    }

    /** Where this host has the program. */
    public static Optional<Path> program() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "/usr/bin" : path).split(":"))
                .map(folder -> Path.of(folder.isEmpty() ? "/usr/bin" : folder).resolve(PASST))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether the host is connected to something, without which passt has no addresses to give. */
    public static boolean isHostConnected() {
        try (Stream<String> lines = Files.lines(ROUTES)) {
            return lines.map(line -> line.split("\\s+"))
                    .anyMatch(route -> route.length > 1 && route[1].equals("00000000"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether passt works for this user: for root it would become another one, who cannot reach what is root's. */
    public static boolean isForThisUser() {
        try {
            return isFor((Integer) Files.getAttribute(SELF, "unix:uid"), Files.readString(SELF.resolve("uid_map")));
        } catch (IOException e) {
            return true;
        }
    }

    /** @param uid of a process @param map of its user namespace, as the kernel prints it: in another one than the first root is somebody else */
    static boolean isFor(int uid, String map) {
        return uid != 0 || !map.strip().replaceAll("\\s+", " ").equals(ALL_USERS);
    }

    /**
     * Starts passt with these forwards.
     *
     * @throws NetException if this host has no passt, this user cannot use it, or a port cannot be had
     */
    public static PasstBackend open(List<PortForward> forwards) throws NetException {
        Path program = program()
                .orElseThrow(
                        () -> new NetException(
                                "This network needs passt, which is not on this host; install Debian's package passt, or choose libslirp."));
        if (!isForThisUser()) {
            throw new NetException("passt does not work for root; run Vitrine as another user, or choose libslirp.");
        }
        for (PortForward forward : forwards) {
            check(forward);
        }
        return new PasstBackend(program, forwards);
    }

    private static void check(PortForward forward) throws NetException {
        if (forward.guestAddress() != null) {
            throw new NetException(
                    "passt forwards to the one guest that it has; leave the guest's address out of \"%s\", or choose libslirp."
                            .formatted(forward));
        }
        ForwardedPorts.checkFree(forward);
    }

    @Override
    public synchronized void add(PortForward forward) throws NetException {
        check(forward);
        forwards.add(forward);
        try {
            process.restart();
        } catch (NetException e) {
            forwards.remove(forward);
            throw e;
        }
    }

    @Override
    public synchronized boolean remove(PortForward forward) throws NetException {
        if (!forwards.removeIf(forward::clashes)) {
            return false;
        }
        process.restart();
        return true;
    }
}
