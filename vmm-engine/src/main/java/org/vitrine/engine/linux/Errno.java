package org.vitrine.engine.linux;

/** Error numbers of Linux on x86-64 (asm-generic/errno.h) that callers tell apart. */
public enum Errno {
    EPERM(1, "the operation is not permitted"),
    ENOENT(2, "it does not exist"),
    EINTR(4, "a signal interrupted it"),
    EIO(5, "an input/output error occurred"),
    ENXIO(6, "there is no such device or address"),
    E2BIG(7, "the list is too long"),
    EAGAIN(11, "it is not ready, try again"),
    ENOMEM(12, "there is not enough memory"),
    EACCES(13, "permission was denied"),
    EFAULT(14, "a memory address is bad"),
    EBUSY(16, "it is in use"),
    EEXIST(17, "it already exists"),
    ENODEV(19, "there is no such device"),
    EISDIR(21, "it is a directory"),
    EINVAL(22, "an argument is not valid"),
    EMFILE(24, "too many files are open"),
    ENOTTY(25, "the device does not know the request"),
    EFBIG(27, "a file cannot be that large there"),
    ENOSPC(28, "no space is left"),
    EROFS(30, "the file system is read-only"),
    EPIPE(32, "the other side is gone"),
    ENOSYS(38, "the system call does not exist"),
    EOPNOTSUPP(95, "the file system cannot do that"),
    EADDRINUSE(98, "the address is in use"),
    EADDRNOTAVAIL(99, "this host has no such address"),
    ECONNRESET(104, "the other side is gone"),
    ECONNREFUSED(111, "nobody listens there"),
    EDQUOT(122, "the disk quota is used up"),
    OTHER(0, "the system refused it");

    private static final Errno[] ALL = values();

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /** The reason, as a clause that can follow "because". */
    public String words() {
        return words;
    }

    /** The constant of an error number; {@link #OTHER} for those without one. */
    public static Errno of(int number) {
        for (Errno errno : ALL) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }
}
