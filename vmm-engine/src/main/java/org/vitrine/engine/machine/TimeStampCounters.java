package org.vitrine.engine.machine;

import java.util.List;
import java.util.OptionalLong;
import org.vitrine.engine.kvm.TimeStampCounter;

/**
 * The time-stamp counters of all vCPUs, which stand still for the guest while its machine does, as the VM clock and kvmclock do. Their
 * differences stay what the guest made them. Only while all vCPUs are parked.
 */
final class TimeStampCounters {
    private final List<? extends TimeStampCounter> counters;
    private final long[] held;

    TimeStampCounters(List<? extends TimeStampCounter> counters) {
        this.counters = List.copyOf(counters);
        this.held = new long[counters.size()];
    }

    /** Notes where they stand. */
    void hold() {
        OptionalLong first = counters.getFirst().offset();
        long now = counters.getFirst().value();
        for (int i = 0; i < held.length; i++) {
            TimeStampCounter counter = counters.get(i);
            OptionalLong own = counter.offset();
            // Read one after the other they would seem to differ by what the reading takes.
            held[i] = first.isPresent() && own.isPresent()
                    ? now + (own.getAsLong() - first.getAsLong())
                    : counter.value();
        }
    }

    /** Where a counter stands in the time of the guest. */
    long held(int index) {
        return held[index];
    }

    /** Says where a counter shall go on. */
    void hold(int index, long value) {
        held[index] = value;
    }

    /** Lets them go on from where they were held. */
    void release() {
        OptionalLong first = counters.getFirst().offset();
        if (first.isEmpty()) {
            for (int i = 0; i < held.length; i++) {
                counters.get(i).setValue(held[i]);
            }
        } else {
            long base = first.getAsLong() - (counters.getFirst().value() - held[0]);
            for (int i = 0; i < held.length; i++) {
                counters.get(i).setOffset(base + (held[i] - held[0]));
            }
        }
        counters.forEach(TimeStampCounter::rearmDeadline);
    }
}
