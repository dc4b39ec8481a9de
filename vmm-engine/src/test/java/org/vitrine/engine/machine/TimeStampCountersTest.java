package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.kvm.TimeStampCounter;

class TimeStampCountersTest {
    private long host = 1_000_000;

    /** A counter of a host whose clock only the test moves. */
    private class Counter implements TimeStampCounter {
        final boolean knowsOffset;
        long offset;
        int rearmed;

        Counter(boolean knowsOffset, long value) {
            this.knowsOffset = knowsOffset;
            this.offset = value - host;
        }

        @Override
        public long value() {
            return host++ + offset;
        }

        @Override
        public void setValue(long value) {
            offset = value - host;
        }

        @Override
        public OptionalLong offset() {
            return knowsOffset ? OptionalLong.of(offset) : OptionalLong.empty();
        }

        @Override
        public void setOffset(long value) {
            assertThat(knowsOffset).isTrue();
            offset = value;
        }

        @Override
        public void rearmDeadline() {
            rearmed++;
        }
    }

    @Test
    void counters_go_on_where_they_were_held_and_stay_equal() {
        List<Counter> counters = List.of(new Counter(true, 5000), new Counter(true, 5000), new Counter(true, 5000));
        TimeStampCounters all = new TimeStampCounters(counters);

        all.hold();
        host += 700_000;
        all.release();

        assertThat(counters.get(0).value()).isBetween(5000L, 5010L);
        assertThat(counters).extracting(counter -> counter.offset).containsOnly(counters.get(0).offset);
        assertThat(counters).extracting(counter -> counter.rearmed).containsOnly(1);
    }

    @Test
    void a_difference_that_the_guest_made_stays() {
        List<Counter> counters = List.of(new Counter(true, 5000), new Counter(true, 4000));
        TimeStampCounters all = new TimeStampCounters(counters);

        all.hold();
        host += 700_000;
        all.release();

        assertThat(counters.get(0).offset - counters.get(1).offset).isEqualTo(1000);
    }

    @Test
    void counters_go_on_where_a_snapshot_says() {
        List<Counter> counters = List.of(new Counter(true, 900_000), new Counter(true, 900_000));
        TimeStampCounters all = new TimeStampCounters(counters);

        all.hold();
        all.hold(0, 70);
        all.hold(1, 90);
        all.release();

        assertThat(counters.get(0).value()).isBetween(70L, 80L);
        assertThat(counters.get(1).offset - counters.get(0).offset).isEqualTo(20);
    }

    @Test
    void a_host_that_knows_no_offsets_gets_values() {
        List<Counter> counters = List.of(new Counter(false, 5000), new Counter(false, 5000));
        TimeStampCounters all = new TimeStampCounters(counters);

        all.hold();
        long second = all.held(1);
        host += 700_000;
        all.release();

        assertThat(all.held(0)).isBetween(5000L, 5010L);
        assertThat(counters.get(1).value()).isBetween(second, second + 10);
    }
}
