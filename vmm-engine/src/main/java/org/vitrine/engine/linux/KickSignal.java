package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A real-time signal that does nothing but interrupt the system call of the thread that it is sent to.
 *
 * <p>Its handler is a harmless function of the C library, never Java code: HotSpot could be at any point when it arrives. It is none of
 * the signals that HotSpot owns (SIGSEGV, SIGUSR2, SIGQUIT …).
 */
public final class KickSignal {
    /** SIGRTMIN + 4; glibc's SIGRTMIN is 34. */
    private static final int NUMBER = 38;

    private static final int SIGACTION_SIZE = 152;

    private KickSignal() {}

    /** Installs the handler, without SA_RESTART, so that system calls end with EINTR. Once per process is enough. */
    public static void install() {
        MemorySegment harmless = Linker.nativeLinker().defaultLookup().findOrThrow("getpid");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_SIZE, 8);
            action.set(ValueLayout.JAVA_LONG, 0, harmless.address());
            Libc.sigaction(NUMBER, action.address(), 0);
        } catch (LastErrorException e) {
            throw new LinuxException("sigaction", e);
        }
    }

    /** The calling thread's kernel id, to send to. */
    public static int currentThread() {
        return Libc.gettid();
    }

    /** Interrupts a thread of this process; one that has ended is no error. */
    public static void send(int thread) {
        try {
            Libc.tgkill(Libc.getpid(), thread, NUMBER);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != 3) { // ESRCH
                throw new LinuxException("tgkill", e);
            }
        }
    }
}
