package org.vitrine.app.cli;

import org.vitrine.app.model.Refusal;

/** What the command line's exit codes mean; {@code vitrine --help} lists them. */
public final class ExitCodes {
    /** All went well; after {@code boot}, the guest shut down. */
    public static final int OK = 0;
    /** What was asked for cannot be. */
    public static final int USAGE = 2;
    /** This host cannot run guests. */
    public static final int HOST = 3;
    /** The guest failed, or the process that runs it. */
    public static final int GUEST = 4;

    private ExitCodes() {}

    /** The code that tells of a refusal. */
    static int of(Refusal refusal) {
        return switch (refusal.blame()) {
            case INPUT -> USAGE;
            case HOST -> HOST;
            case GUEST -> GUEST;
        };
    }
}
