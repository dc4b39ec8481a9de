package org.vitrine.engine.linux;

/** The process's mask of the permissions that new files do not get (umask(2)). */
public final class Umask {
    private static final int OWNER_ONLY = 077;

    private Umask() {}

    /** Something that makes files. */
    @FunctionalInterface
    public interface Action<X extends Exception> {
        void run() throws X;
    }

    /** Runs an action whose new files are their owner's alone; so are those that other threads make meanwhile. */
    public static <X extends Exception> void ownerOnly(Action<X> action) throws X {
        int previous = Libc.umask(OWNER_ONLY);
        try {
            action.run();
        } finally {
            Libc.umask(previous);
        }
    }
}
