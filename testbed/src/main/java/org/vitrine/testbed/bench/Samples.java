package org.vitrine.testbed.bench;

import java.util.ArrayList;
import java.util.List;

/** What was measured, several times over. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void addAll(Samples others) {
        values.addAll(others.values);
    }

    /** The middle one; NaN if there are none. */
    double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The least one, which on a busy machine is the one that was disturbed least; NaN if there are none. */
    double least() {
        return values.stream().mapToDouble(value -> value).min().orElse(Double.NaN);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }
}
