package org.vitrine.app.cli;

import java.io.PrintWriter;
import org.vitrine.engine.image.Progress;

/** Per cent on a terminal, on one line that is written over; nothing elsewhere. */
final class ImageProgress implements Progress, AutoCloseable {
    private final PrintWriter err;
    private final boolean shown;
    private long last = -1;

    ImageProgress(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    static ImageProgress on(PrintWriter err) {
        return new ImageProgress(
                err, System.console() != null && System.console().isTerminal());
    }

    @Override
    public void at(long done, long total) {
        long perCent = total == 0 ? 100 : (long) (100.0 * done / total);
        if (shown && perCent != last) {
            last = perCent;
            err.printf("\r%3d %%", perCent);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (last >= 0) {
            err.print("\r     \r");
            err.flush();
        }
    }
}
