package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.lang.foreign.MemorySegment;

/**
 * The C library's functions, as they are. Addresses are passed as {@code long}, which on x86-64 is the same register
 * and spares JNA its Pointer objects. Each throws {@link LastErrorException}, which {@link Errno} puts into words.
 */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(byte[] path, int flags, int mode) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int ioctl(int fd, long request, long argument) throws LastErrorException;

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset)
            throws LastErrorException;

    static native int munmap(long address, long length) throws LastErrorException;

    static native long mremap(long address, long oldLength, long newLength, int flags, long newAddress)
            throws LastErrorException;

    static native int madvise(long address, long length, int advice) throws LastErrorException;

    static native int memfd_create(byte[] name, int flags) throws LastErrorException;

    static native int ftruncate(int fd, long length) throws LastErrorException;

    static native int fcntl(int fd, int command, long argument) throws LastErrorException;

    static native int eventfd(int initial, int flags) throws LastErrorException;

    static native int epoll_create1(int flags) throws LastErrorException;

    static native int epoll_ctl(int epoll, int operation, int fd, long event) throws LastErrorException;

    static native int epoll_wait(int epoll, long events, int most, int timeoutMillis) throws LastErrorException;

    static native long read(int fd, long buffer, long length) throws LastErrorException;

    static native long write(int fd, long buffer, long length) throws LastErrorException;

    static native long pread(int fd, long buffer, long length, long offset) throws LastErrorException;

    static native long pwrite(int fd, long buffer, long length, long offset) throws LastErrorException;

    static native long preadv(int fd, long vectors, int count, long offset) throws LastErrorException;

    static native long pwritev(int fd, long vectors, int count, long offset) throws LastErrorException;

    static native int fdatasync(int fd) throws LastErrorException;

    static native int fsync(int fd) throws LastErrorException;

    static native int fallocate(int fd, int mode, long offset, long length) throws LastErrorException;

    static native int statx(int directory, byte[] path, int flags, int mask, long status) throws LastErrorException;

    static native int gettid();

    static native int getpid();

    static native int tgkill(int process, int thread, int signal) throws LastErrorException;

    static native int sigaction(int signal, long action, long previous) throws LastErrorException;

    static native int setsid() throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, byte[] address, int length) throws LastErrorException;

    static native int listen(int socket, int backlog) throws LastErrorException;

    static native int connect(int socket, byte[] address, int length) throws LastErrorException;

    static native int accept4(int socket, long address, long length, int flags) throws LastErrorException;

    static native int shutdown(int socket, int how) throws LastErrorException;

    static native int getsockopt(int socket, int level, int option, byte[] value, int[] length)
            throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, byte[] value, int length) throws LastErrorException;

    static native int prctl(int option, long second, long third, long fourth, long fifth) throws LastErrorException;

    /** A system call for which the library has no function. */
    static native long syscall(long number, long first, long second, long third, long fourth) throws LastErrorException;

    static native int fchmod(int fd, int mode) throws LastErrorException;

    static native long lseek(int fd, long offset, int whence) throws LastErrorException;

    static native int getuid();

    static native int umask(int mask);

    static native long sendmsg(int socket, long message, int flags) throws LastErrorException;

    static native long recvmsg(int socket, long message, int flags) throws LastErrorException;

    static native long getrandom(long buffer, long length, int flags) throws LastErrorException;

    static native int poll(long descriptors, long count, int timeoutMillis) throws LastErrorException;

    /** A C string of this path. */
    static byte[] cString(String text) {
        byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return java.util.Arrays.copyOf(utf8, utf8.length + 1);
    }

    /** Memory of the process as a segment without an owner: whoever maps it sees that it outlives its users. */
    static MemorySegment segment(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }
}
