package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The user's end of a TAP interface (Linux' Documentation/networking/tuntap.rst), non-blocking. A frame is read and written behind the 12 bytes of VIRTIO's header, by which the kernel
 * finishes checksums and segments of what is written; what is read is finished but for what {@link #offload} says.
 */
public final class TapInterface implements AutoCloseable {
    private static final int O_NONBLOCK = 04000;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final long TUNSETOFFLOAD = 0x4004_54d0L;
    private static final long TUNSETVNETHDRSZ = 0x4004_54d8L;
    private static final int TUN_F_CSUM = 1;
    private static final int TUN_F_TSO4 = 2;
    private static final int TUN_F_TSO6 = 4;
    private static final int TUN_F_TSO_ECN = 8;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_UP = 1;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCBRADDIF = 0x89a2;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;

    /** struct ifreq: a name of 16 bytes, and a union. */
    private static final int IFREQ = 40;

    private static final int NAME = 16;

    private final Fd fd;
    private final String name;

    private TapInterface(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /**
     * Opens one that is there, or makes one that goes with this process.
     *
     * @param name up to 15 bytes; a {@code %d} in it becomes a number
     * @param headerBytes of VIRTIO's header
     * @throws LinuxException if the system refuses
     */
    public static TapInterface open(String name, int headerBytes) {
        Fd fd = Fd.open("/dev/net/tun", Fd.O_RDWR | O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, name);
            request.set(ValueLayout.JAVA_SHORT, NAME, (short) (IFF_TAP | IFF_NO_PI | IFF_VNET_HDR));
            fd.ioctl("attach to the TAP interface " + name, TUNSETIFF, request);
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            size.set(ValueLayout.JAVA_INT, 0, headerBytes);
            fd.ioctl("TUNSETVNETHDRSZ", TUNSETVNETHDRSZ, size);
            TapInterface made = new TapInterface(fd, request.getString(0));
            made.offload(false, false, false, false);
            return made;
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    private static MemorySegment request(Arena arena, String name) {
        MemorySegment request = arena.allocate(IFREQ, Long.BYTES);
        request.setString(0, name);
        return request;
    }

    /** Makes it part of a bridge, and takes it up. Needs CAP_NET_ADMIN. */
    public void joinBridge(String bridge) {
        try (Arena arena = Arena.ofConfined();
                Fd control = control()) {
            MemorySegment own = request(arena, name);
            control.ioctl("find " + name, SIOCGIFINDEX, own);
            MemorySegment master = request(arena, bridge);
            master.set(ValueLayout.JAVA_INT, NAME, own.get(ValueLayout.JAVA_INT, NAME));
            control.ioctl("add an interface to the bridge " + bridge, SIOCBRADDIF, master);
            MemorySegment flags = request(arena, name);
            control.ioctl("look at " + name, SIOCGIFFLAGS, flags);
            short now = flags.get(ValueLayout.JAVA_SHORT, NAME);
            flags.set(ValueLayout.JAVA_SHORT, NAME, (short) (now | IFF_UP));
            control.ioctl("take up " + name, SIOCSIFFLAGS, flags);
        }
    }

    private static Fd control() {
        try {
            return new Fd(Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        } catch (LastErrorException e) {
            throw new LinuxException("make a socket", e);
        }
    }

    /** Its name in the host. */
    public String name() {
        return name;
    }

    /** For whoever waits for it. */
    public Fd descriptor() {
        return fd;
    }

    /** Says what is left undone in frames that are read: checksums, and segments of TCP. @throws LinuxException if the kernel cannot */
    public void offload(boolean checksums, boolean tcp4, boolean tcp6, boolean ecn) {
        int flags = (checksums ? TUN_F_CSUM : 0)
                | (tcp4 ? TUN_F_TSO4 : 0)
                | (tcp6 ? TUN_F_TSO6 : 0)
                | (ecn && (tcp4 || tcp6) ? TUN_F_TSO_ECN : 0);
        fd.ioctl("TUNSETOFFLOAD", TUNSETOFFLOAD, flags);
    }

    /** Reads the next frame with its header. @param into native memory @return bytes; -1 if none waits */
    public int read(MemorySegment into) {
        return done("read from ", Transfers.read(fd.number(), into.address(), into.byteSize()));
    }

    /** Writes a frame with its header; one that the kernel does not take is lost. @param from native memory */
    public void write(MemorySegment from, int bytes) {
        done("write to ", Transfers.write(fd.number(), from.address(), bytes));
    }

    private int done(String what, long result) {
        if (result >= 0) {
            return (int) result;
        }
        int error = Native.getLastError();
        return switch (Errno.of(error)) {
            // EIO: the interface is down. EINVAL: a header that makes no sense to the kernel.
            case EINTR, EAGAIN, EIO, EINVAL -> -1;
            default -> throw new LinuxException(what + name, new LastErrorException(error));
        };
    }

    @Override
    public void close() {
        fd.close();
    }
}
