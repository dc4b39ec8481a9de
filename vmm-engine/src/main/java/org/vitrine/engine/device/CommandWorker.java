package org.vitrine.engine.device;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.Fd;

/** What executes the commands of a controller: a thread of its own, or in tests the caller's. */
public interface CommandWorker extends AutoCloseable {
    /** Makes a worker. */
    @FunctionalInterface
    interface Factory {
        /** @param step executes one command, if there is any; false says that there was none */
        CommandWorker make(BooleanSupplier step);
    }

    /** Begins to work, if it has not yet. */
    void start();

    /** There may be commands. Never waits, allocates nothing, any thread. */
    void kick();

    /** What has the effect of a kick when it is signalled, or null if nothing has. */
    default @Nullable EventFd event() {
        return null;
    }

    /** Works also when a descriptor becomes ready, if it can wait for one. @param readiness as for {@code Epoll} */
    default void watch(Fd fd, int readiness) {}

    /** Looks at a descriptor no longer. */
    default void unwatch(Fd fd) {}

    /** Ends, after the command under way. */
    @Override
    void close();
}
