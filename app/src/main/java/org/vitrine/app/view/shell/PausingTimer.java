package org.vitrine.app.view.shell;

import com.sun.glass.ui.Application;
import com.sun.glass.ui.Timer;

/**
 * A timer of Glass, JavaFX's layer under its windows, that does not run while it is paused: GTK's own goes on. JavaFX pauses its timer when for 250 ms there
 * was nothing to draw, and resumes it, from any thread, when there is. The first tick after that comes one period later.
 */
final class PausingTimer extends Timer {
    /** {@link Timer} takes 0 for a timer that could not be started. */
    private static final long STARTED = 1;

    private final Timer ticks;
    private int period;

    /**
     * @param tick on the JavaFX thread
     */
    PausingTimer(Runnable tick) {
        super(tick);
        ticks = Application.GetApplication().createTimer(tick);
    }

    @Override
    protected long _start(Runnable tick) {
        throw new UnsupportedOperationException("GTK gives no timer in step with the screen.");
    }

    @Override
    protected long _start(Runnable tick, int milliseconds) {
        period = milliseconds;
        ticks.start(milliseconds);
        return STARTED;
    }

    @Override
    protected void _stop(long started) {
        ticks.stop();
    }

    @Override
    protected void _pause(long started) {
        ticks.stop();
    }

    @Override
    protected void _resume(long started) {
        if (!ticks.isRunning()) {
            ticks.start(period);
        }
    }
}
