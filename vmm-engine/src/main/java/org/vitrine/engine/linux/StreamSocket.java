package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.nio.file.Path;

/** A local stream socket that never waits (unix(7), SOCK_STREAM), for a thread that waits for other descriptors too. One thread. */
public final class StreamSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 04000;
    private static final int SOCK_CLOEXEC = 02000000;

    private final Fd fd;

    private StreamSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * @throws LinuxException if nobody listens there
     * @throws IllegalArgumentException if the path is longer than the system allows
     */
    public static StreamSocket connect(Path path) {
        return make("connect to " + path, (socket, address) -> Libc.connect(socket, address, address.length), path);
    }

    /**
     * One that {@link #accept} is called of; its file is its owner's to delete.
     *
     * @throws LinuxException if the file is there, or cannot be made
     * @throws IllegalArgumentException if the path is longer than the system allows
     */
    public static StreamSocket listen(Path path) {
        return make(
                "listen on " + path,
                (socket, address) -> {
                    Libc.bind(socket, address, address.length);
                    Libc.listen(socket, 1);
                },
                path);
    }

    private interface Step {
        void run(int socket, byte[] address);
    }

    private static StreamSocket make(String what, Step step, Path path) {
        byte[] address = UnixSocket.address(path);
        try {
            Fd fd = new Fd(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            try {
                step.run(fd.number(), address);
                return new StreamSocket(fd);
            } catch (LastErrorException e) {
                fd.close();
                throw e;
            }
        } catch (LastErrorException e) {
            throw new LinuxException(what, e);
        }
    }

    /** Takes the connection that was made to a listening one. @throws LinuxException if there is none */
    public StreamSocket accept() {
        try {
            return new StreamSocket(new Fd(Libc.accept4(fd.number(), 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)));
        } catch (LastErrorException e) {
            throw new LinuxException("accept a connection", e);
        }
    }

    public Fd descriptor() {
        return fd;
    }

    /**
     * Reads what is there.
     *
     * @param address of native memory
     * @param length bytes, more than 0
     * @return how many bytes, 0 if there is nothing now, -1 at the end
     */
    public int read(long address, long length) {
        long count = Transfers.read(fd.number(), address, length);
        return count > 0 ? (int) count : count < 0 && isLater() ? 0 : -1;
    }

    /** Writes as much as there is room for. @param address of native memory @return how many bytes, -1 if the other side is gone */
    public int write(long address, long length) {
        long count = Transfers.write(fd.number(), address, length);
        return count >= 0 ? (int) count : isLater() ? 0 : -1;
    }

    private static boolean isLater() {
        Errno errno = Errno.of(Native.getLastError());
        return errno == Errno.EAGAIN || errno == Errno.EINTR;
    }

    @Override
    public void close() {
        fd.close();
    }
}
