package org.vitrine.engine.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.HostPort;

/** Why a port of the host cannot be forwarded, in the same words whatever forwards it. */
public final class ForwardedPorts {
    private ForwardedPorts() {}

    /** Tries to listen, and does so no longer. @throws NetException if this user could not, or not now */
    public static void checkFree(PortForward forward) throws NetException {
        Optional<Errno> why = HostPort.whyNot(
                octets(forward.hostAddress()), forward.hostPort(), forward.protocol() == PortForward.Protocol.UDP);
        if (why.isPresent()) {
            throw refused(forward, why.get());
        }
    }

    /** Four or sixteen octets in network order. @param address in numbers */
    public static byte[] octets(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is no address", e);
        }
    }

    /** That a forward cannot be, and why. */
    public static NetException refused(PortForward forward, Errno errno) {
        return new NetException("The port forward \"%s\" cannot be: %s.".formatted(forward, why(forward, errno)));
    }

    private static String why(PortForward forward, Errno errno) {
        String port = "%s port %d of %s"
                .formatted(
                        forward.protocol().word().toUpperCase(Locale.ROOT), forward.hostPort(), forward.hostAddress());
        return switch (errno) {
            case EADDRINUSE -> port + " is taken by another program; choose another";
            case EACCES, EPERM -> port + " is kept for privileged programs; choose one from 1024 on";
            case EADDRNOTAVAIL -> "the host has no address " + forward.hostAddress() + "; choose one that it has";
            default -> errno.words();
        };
    }
}
