package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A local socket that keeps message boundaries and carries descriptors (unix(7), SOCK_SEQPACKET, SCM_RIGHTS), which
 * {@link java.net.UnixDomainSocketAddress} cannot. Any thread; {@link #close} ends calls that are blocked on other threads.
 */
public final class UnixSocket implements AutoCloseable {
    /** The most descriptors that one message may carry here. */
    public static final int MAX_DESCRIPTORS = 8;

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SCM_RIGHTS = 1;
    private static final int SHUT_RDWR = 2;
    private static final int MSG_CTRUNC = 8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** struct sockaddr_un: a 16-bit family and 108 bytes of path, its final zero among them. */
    private static final int MAX_PATH = 107;
    /** struct msghdr on x86-64: name, namelen, iov, iovlen, control, controllen, flags. */
    private static final int MSGHDR = 56;
    /** struct cmsghdr: length, level, type. */
    private static final int CMSGHDR = 16;

    private final Fd fd;
    /** Held for reading by every call on the descriptor, so that its number is not used again under one. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private volatile boolean closed;

    private UnixSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Makes a socket in the file system, open to its owner alone, and listens on it.
     *
     * @throws LinuxException if the path exists or cannot be made
     * @throws IllegalArgumentException if the path is longer than the system allows
     */
    public static UnixSocket listen(Path path, int backlog) {
        byte[] address = address(path);
        UnixSocket socket = create();
        try {
            // The mode of the socket's own inode is what bind gives to the file, so nobody can come in between.
            Libc.fchmod(socket.fd.number(), 0600);
            Libc.bind(socket.fd.number(), address, address.length);
            Libc.listen(socket.fd.number(), backlog);
            return socket;
        } catch (LastErrorException e) {
            socket.close();
            throw new LinuxException("listen on " + path, e);
        }
    }

    /**
     * Connects to a listening socket.
     *
     * @throws LinuxException if there is none or it refuses
     * @throws IllegalArgumentException if the path is longer than the system allows
     */
    public static UnixSocket connect(Path path) {
        byte[] address = address(path);
        UnixSocket socket = create();
        try {
            Libc.connect(socket.fd.number(), address, address.length);
            return socket;
        } catch (LastErrorException e) {
            socket.close();
            throw new LinuxException("connect to " + path, e);
        }
    }

    private static UnixSocket create() {
        try {
            return new UnixSocket(new Fd(Libc.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)));
        } catch (LastErrorException e) {
            throw new LinuxException("make a socket", e);
        }
    }

    /** The address of a socket in the file system: struct sockaddr_un. @throws IllegalArgumentException if the path is longer than the system allows */
    static byte[] address(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH) {
            throw new IllegalArgumentException("The socket path " + path + " has " + name.length
                    + " bytes, but Linux allows 1 to " + MAX_PATH + "; use a shorter directory.");
        }
        ByteBuffer address = ByteBuffer.allocate(2 + name.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        return address.putShort((short) AF_UNIX).put(name).array();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Waits for the next peer.
     *
     * @throws LinuxException if the socket was closed or the system refuses
     */
    public UnixSocket accept() {
        return use("accept on a socket", () -> new UnixSocket(new Fd(Libc.accept4(fd.number(), 0, 0, SOCK_CLOEXEC))));
    }

    /** Whether the process at the other end belongs to the user of this one (SO_PEERCRED). */
    public boolean isPeerSameUser() {
        byte[] credentials = new byte[12];
        int[] length = {credentials.length};
        use("ask for the peer of a socket", () -> {
            Libc.getsockopt(fd.number(), SOL_SOCKET, SO_PEERCRED, credentials, length);
            return 0;
        });
        // struct ucred: pid, uid, gid.
        return ByteBuffer.wrap(credentials).order(ByteOrder.LITTLE_ENDIAN).getInt(4) == Libc.getuid();
    }

    /**
     * Sends one message without waiting.
     *
     * @param descriptors at most {@link #MAX_DESCRIPTORS}; they stay with the caller, the receiver gets duplicates
     * @return false if the peer's queue is full: nothing was sent
     * @throws LinuxException if the peer is gone
     */
    public boolean send(byte[] message, Fd... descriptors) {
        if (descriptors.length > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException("a message carries at most " + MAX_DESCRIPTORS + " descriptors");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
            MemorySegment control = MemorySegment.NULL;
            if (descriptors.length > 0) {
                control = arena.allocate(controlSpace(descriptors.length), 8);
                control.set(ValueLayout.JAVA_LONG, 0, CMSGHDR + 4L * descriptors.length);
                control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
                for (int i = 0; i < descriptors.length; i++) {
                    control.setAtIndex(ValueLayout.JAVA_INT, CMSGHDR / 4 + i, descriptors[i].number());
                }
            }
            MemorySegment header = messageHeader(arena, data, control);
            use("send to a socket", () -> Libc.sendmsg(fd.number(), header.address(), MSG_DONTWAIT | MSG_NOSIGNAL));
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EAGAIN) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Waits for one message.
     *
     * @param into what does not fit is lost
     * @param descriptors the message's descriptors are added, owned by the caller from then on, even if this throws
     * @return bytes, at least 1; -1 if the peer or this side closed the socket
     * @throws LinuxException if the system refuses
     */
    public int receive(byte[] into, List<Fd> descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(into.length);
            MemorySegment control = arena.allocate(controlSpace(MAX_DESCRIPTORS), 8);
            MemorySegment header = messageHeader(arena, data, control);
            long count =
                    use("receive from a socket", () -> Libc.recvmsg(fd.number(), header.address(), MSG_CMSG_CLOEXEC));
            descriptors.addAll(descriptorsIn(control, header.get(ValueLayout.JAVA_LONG, 40)));
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, into, 0, (int) count);
            // The kernel closes what did not fit; the others are in the list.
            boolean cut = (header.get(ValueLayout.JAVA_INT, 48) & MSG_CTRUNC) != 0;
            return count == 0 || cut ? -1 : (int) count;
        } catch (LinuxException e) {
            if (closed || e.errno() == Errno.ECONNRESET) {
                return -1;
            }
            throw e;
        }
    }

    private static List<Fd> descriptorsIn(MemorySegment control, long length) {
        List<Fd> found = new ArrayList<>();
        long at = 0;
        while (at + CMSGHDR <= length) {
            long messageLength = control.get(ValueLayout.JAVA_LONG, at);
            if (messageLength < CMSGHDR || messageLength > length - at) {
                break;
            }
            if (control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS) {
                for (long i = at + CMSGHDR; i + 4 <= at + messageLength; i += 4) {
                    found.add(new Fd(control.get(ValueLayout.JAVA_INT, i)));
                }
            }
            at += (messageLength + 7) & -8;
        }
        return found;
    }

    private static long controlSpace(int descriptors) {
        return (CMSGHDR + 4L * descriptors + 7) & -8;
    }

    private static MemorySegment messageHeader(Arena arena, MemorySegment data, MemorySegment control) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.JAVA_LONG, 0, data.address());
        vector.set(ValueLayout.JAVA_LONG, 8, data.byteSize());
        MemorySegment header = arena.allocate(MSGHDR, 8);
        header.set(ValueLayout.JAVA_LONG, 16, vector.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, control.address());
        header.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
        return header;
    }

    private interface Call<T> {
        T run();
    }

    private <T> T use(String what, Call<T> call) {
        inUse.readLock().lock();
        try {
            while (true) {
                try {
                    if (closed) {
                        throw new LastErrorException(32);
                    }
                    return call.run();
                } catch (LastErrorException e) {
                    if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                        throw new LinuxException(what, e);
                    }
                }
            }
        } finally {
            inUse.readLock().unlock();
        }
    }

    /** Ends blocked calls, waits until they are out, and closes. The file of a listening socket stays for its owner to delete. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Libc.shutdown(fd.number(), SHUT_RDWR);
        } catch (LastErrorException e) {
            // ENOTCONN: no peer, so nobody is blocked on one.
            System.getLogger(UnixSocket.class.getName())
                    .log(System.Logger.Level.TRACE, "shutdown: {0}", e.getMessage());
        }
        inUse.writeLock().lock();
        try {
            fd.close();
        } finally {
            inUse.writeLock().unlock();
        }
    }
}
