package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.io.Serial;

/** A system call failed in a way that its caller did not expect to handle on the spot. */
public final class LinuxException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final int number;

    /** @param what what was tried, such as {@code "KVM_CREATE_VM"} or {@code "map 64 MiB"} */
    LinuxException(String what, LastErrorException cause) {
        super(
                "%s failed: %s (errno %d)"
                        .formatted(what, Errno.of(cause.getErrorCode()).words(), cause.getErrorCode()),
                cause);
        this.errno = Errno.of(cause.getErrorCode());
        this.number = cause.getErrorCode();
    }

    public Errno errno() {
        return errno;
    }

    public int number() {
        return number;
    }
}
