package org.vitrine.app.viewmodel.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last values of something that is measured once a second. */
public final class UsageHistory {
    /** Values that are kept: a minute's. */
    public static final int LENGTH = 60;

    private final Deque<Double> values = new ArrayDeque<>();

    /** @param value from 0 on; what is not a number counts as 0 */
    public void add(double value) {
        values.addLast(Double.isFinite(value) && value > 0 ? value : 0);
        if (values.size() > LENGTH) {
            values.removeFirst();
        }
    }

    /** Oldest first. */
    public List<Double> values() {
        return List.copyOf(values);
    }

    /** The largest of them. */
    public double peak() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    public double last() {
        Double last = values.peekLast();
        return last == null ? 0 : last;
    }

    public void clear() {
        values.clear();
    }
}
