package org.vitrine.app.model.host;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vitrine.engine.config.PortForward;

/** What this host has of networks at this moment. Waits: not for the JavaFX thread. */
public class HostNetworks {
    /** Ports from 1024 on are everybody's, unless the host says otherwise. */
    private static final int USUAL_FIRST_PORT = 1024;

    private static final Path FIRST_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    private static final Path INTERFACES = Path.of("/sys/class/net");

    /** Why a port cannot be listened on. */
    public enum Obstacle {
        /** A program listens there already. */
        TAKEN,
        /** Programs of ordinary users may not. */
        PRIVILEGED,
        /** The host has no such address. */
        NO_ADDRESS
    }

    /** Tries whether a forward's port can be listened on. @param forward with an address in numbers and ports that can be */
    public Optional<Obstacle> obstacle(PortForward forward) {
        try {
            // Numbers alone, so no name is looked up.
            InetAddress address = InetAddress.getByName(forward.hostAddress());
            if (!address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                return Optional.of(Obstacle.NO_ADDRESS);
            }
            listen(forward.protocol(), new InetSocketAddress(address, forward.hostPort()));
            return Optional.empty();
        } catch (IOException e) {
            boolean mayNot = forward.hostPort() < firstPort() && !"root".equals(System.getProperty("user.name"));
            return Optional.of(mayNot ? Obstacle.PRIVILEGED : Obstacle.TAKEN);
        }
    }

    private static void listen(PortForward.Protocol protocol, InetSocketAddress at) throws IOException {
        switch (protocol) {
            case TCP -> {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(at, 1);
                }
            }
            case UDP -> {
                try (DatagramSocket socket = unbound()) {
                    socket.bind(at);
                }
            }
        }
    }

    private static DatagramSocket unbound() throws SocketException {
        return new DatagramSocket(null);
    }

    private static int firstPort() {
        try {
            return Integer.parseInt(Files.readString(FIRST_PORT).strip());
        } catch (IOException | NumberFormatException e) {
            return USUAL_FIRST_PORT;
        }
    }

    /** The software bridges of the host, by name. */
    public SortedSet<String> bridges() {
        SortedSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(INTERFACES)) {
            for (Path each : interfaces) {
                if (Files.isDirectory(each.resolve("bridge"))) {
                    names.add(String.valueOf(each.getFileName()));
                }
            }
        } catch (IOException e) {
            System.getLogger(HostNetworks.class.getName())
                    .log(System.Logger.Level.DEBUG, "The bridges of the host are not known: {0}", e.getMessage());
        }
        return names;
    }
}
