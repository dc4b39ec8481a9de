package org.vitrine.engine.net.slirp;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The timers that the library asks for. Only its thread. */
final class SlirpTimers {
    private static final long DISARMED = Long.MAX_VALUE;

    private static final class Timer {
        private final long callback;
        private final long opaque;
        private long deadlineMillis = DISARMED;

        private Timer(long callback, long opaque) {
            this.callback = callback;
            this.opaque = opaque;
        }
    }

    private final Map<Long, Timer> timers = new HashMap<>();
    private long made;

    /** @return what the library knows it by, not 0 */
    long make(long callback, long opaque) {
        timers.put(++made, new Timer(callback, opaque));
        return made;
    }

    void free(long id) {
        timers.remove(id);
    }

    void arm(long id, long deadlineMillis) {
        Timer timer = timers.get(id);
        if (timer != null) {
            timer.deadlineMillis = deadlineMillis;
        }
    }

    /** Milliseconds until the next expires, or {@code most} if that is less. */
    long untilNext(long nowMillis, long most) {
        long wait = most;
        for (Timer timer : timers.values()) {
            if (timer.deadlineMillis != DISARMED) {
                wait = Math.min(wait, Math.max(0, timer.deadlineMillis - nowMillis));
            }
        }
        return wait;
    }

    void expire(long nowMillis) {
        for (Timer timer : List.copyOf(timers.values())) {
            if (timer.deadlineMillis <= nowMillis) {
                timer.deadlineMillis = DISARMED;
                Function.getFunction(new Pointer(timer.callback)).invokeVoid(new Object[] {new Pointer(timer.opaque)});
            }
        }
    }
}
