package org.vitrine.engine.range;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeMapTest {
    private static final class Named extends AddressRange {
        private final String name;

        Named(String name, long base, long length) {
            super(base, length);
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Named low = new Named("low", 0x10, 0x10);
    private final Named middle = new Named("middle", 0x20, 1);
    private final Named last = new Named("last", Long.MAX_VALUE - 0xf, 0xf);
    private final RangeMap<Named> map = new RangeMap<>();

    RangeMapTest() {
        map.add(middle);
        map.add(last);
        map.add(low);
    }

    @Test
    void an_address_finds_its_range_and_no_other() {
        assertThat(map.find(0xf)).isNull();
        assertThat(map.find(0x10)).isSameAs(low);
        assertThat(map.find(0x1f)).isSameAs(low);
        assertThat(map.find(0x20)).isSameAs(middle);
        assertThat(map.find(0x21)).isNull();
        assertThat(map.find(Long.MAX_VALUE - 1)).isSameAs(last);
        assertThat(map.find(Long.MAX_VALUE)).isNull();
        assertThat(map.find(-1)).isNull();
    }

    @Test
    void a_gap_ends_where_the_next_range_begins() {
        assertThat(map.gap(0)).isEqualTo(0x10);
        assertThat(map.gap(0xf)).isEqualTo(1);
        assertThat(map.gap(0x21)).isEqualTo(last.base - 0x21);
        assertThat(map.gap(-1)).isEqualTo(0x11);
        assertThat(map.gap(Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(map.gap(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(new RangeMap<Named>().gap(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void what_touches_does_not_overlap() {
        assertThat(map.overlapping(0, 0x10)).isNull();
        assertThat(map.overlapping(0, 0x11)).isSameAs(low);
        assertThat(map.overlapping(0x21, 0x1000)).isNull();
        assertThat(map.overlapping(0x20, 1)).isSameAs(middle);
    }

    @Test
    void ranges_are_visited_in_order_until_they_are_removed() {
        map.remove(middle);
        map.remove(middle);
        List<Named> seen = new ArrayList<>();
        map.forEach(seen::add);

        assertThat(seen).containsExactly(low, last);
        assertThat(map.contains(middle)).isFalse();
        assertThat(map.contains(last)).isTrue();
    }
}
