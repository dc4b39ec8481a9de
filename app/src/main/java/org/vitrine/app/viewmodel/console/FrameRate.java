package org.vitrine.app.viewmodel.console;

/** Pictures per second, from a counter that is looked at now and then. */
public final class FrameRate {
    private static final double NANOS_PER_SECOND = 1e9;

    private long frames;
    private long time;
    private boolean begun;

    /**
     * Looks at the counter.
     *
     * @param totalFrames counts up
     * @param nanoTime as {@link System#nanoTime} gives it
     * @return pictures per second since the last look, rounded; 0 at the first
     */
    public int look(long totalFrames, long nanoTime) {
        long drawn = totalFrames - frames;
        long elapsed = nanoTime - time;
        boolean first = !begun;
        begun = true;
        frames = totalFrames;
        time = nanoTime;
        return first || elapsed <= 0 ? 0 : (int) Math.round(drawn * NANOS_PER_SECOND / elapsed);
    }
}
