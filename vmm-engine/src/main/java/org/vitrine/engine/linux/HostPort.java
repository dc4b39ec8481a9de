package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A port of this host at which somebody may want to listen. */
public final class HostPort {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final byte[] ON = {1, 0, 0, 0};

    private HostPort() {}

    /**
     * A {@code struct sockaddr_in} or {@code sockaddr_in6}.
     *
     * @param address four or sixteen octets
     */
    public static byte[] socketAddress(byte[] address, int port) {
        boolean wide = address.length == 16;
        ByteBuffer bytes = ByteBuffer.allocate(wide ? 28 : 16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) (wide ? AF_INET6 : AF_INET));
        bytes.put((byte) (port >>> 8)).put((byte) port);
        if (wide) {
            bytes.putInt(0);
        }
        return bytes.put(address).array();
    }

    /**
     * Whether this user could listen there now; nobody does afterwards.
     *
     * @param address four or sixteen octets
     * @param datagrams UDP, not TCP
     * @return why not
     */
    public static Optional<Errno> whyNot(byte[] address, int port, boolean datagrams) {
        byte[] bound = socketAddress(address, port);
        try (Fd socket = new Fd(Libc.socket(
                address.length == 16 ? AF_INET6 : AF_INET, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0))) {
            Libc.setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, ON, ON.length);
            if (address.length == 16) {
                Libc.setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, ON, ON.length);
            }
            Libc.bind(socket.number(), bound, bound.length);
            if (!datagrams) {
                Libc.listen(socket.number(), 1);
            }
            return Optional.empty();
        } catch (LastErrorException e) {
            return Optional.of(Errno.of(e.getErrorCode()));
        }
    }
}
