package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A local stream socket that never waits (unix(7), SOCK_STREAM), for a thread that waits for other descriptors too. One thread. */
public final class StreamSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 04000;
    private static final int ADDRESS = 110;

    private final Fd fd;

    private StreamSocket(Fd fd) {
        this.fd = fd;
    }

    /** @throws LinuxException if nobody listens there */
    public static StreamSocket connect(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = ByteBuffer.allocate(ADDRESS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) AF_UNIX)
                .put(name)
                .array();
        try {
            Fd fd = new Fd(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
            try {
                Libc.connect(fd.number(), address, address.length);
                Libc.fcntl(fd.number(), F_SETFL, O_NONBLOCK);
                return new StreamSocket(fd);
            } catch (LastErrorException e) {
                fd.close();
                throw e;
            }
        } catch (LastErrorException e) {
            throw new LinuxException("connect to " + path, e);
        }
    }

    public int descriptor() {
        return fd.number();
    }

    /**
     * Reads what is there.
     *
     * @param into native memory, not empty
     * @return how many bytes, 0 if there is nothing now, -1 at the end
     */
    public int read(MemorySegment into) {
        try {
            long count = Libc.read(fd.number(), into.address(), into.byteSize());
            return count == 0 ? -1 : (int) count;
        } catch (LastErrorException e) {
            return isLater(e) ? 0 : -1;
        }
    }

    /** Writes as much as there is room for. @param from native memory @return how many bytes, -1 if the other side is gone */
    public int write(MemorySegment from) {
        try {
            return (int) Libc.write(fd.number(), from.address(), from.byteSize());
        } catch (LastErrorException e) {
            return isLater(e) ? 0 : -1;
        }
    }

    private static boolean isLater(LastErrorException e) {
        Errno errno = Errno.of(e.getErrorCode());
        return errno == Errno.EAGAIN || errno == Errno.EINTR;
    }

    @Override
    public void close() {
        fd.close();
    }
}
