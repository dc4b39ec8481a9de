package org.vitrine.display.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.vitrine.display.link.Geometry.PixelFormat;
import org.vitrine.display.link.Geometry.Source;

class DisplayHeaderTest {
    private final MemorySegment page = Arena.ofAuto().allocate(DisplayHeader.SIZE, 8);
    private final DisplayHeader header = new DisplayHeader(page);
    private final Geometry geometry = new Geometry(3, Source.VRAM, PixelFormat.XRGB8888, 800, 600, 3200, 4096);

    @Test
    void a_geometry_is_read_as_it_was_published_at_the_documented_places() {
        header.initialise();
        header.publish(geometry);

        assertThat(header.isValid()).isTrue();
        assertThat(header.geometry()).isEqualTo(geometry);
        assertThat(page.get(ValueLayout.JAVA_INT, 0)).isEqualTo(0x5654_5244);
        assertThat(page.get(ValueLayout.JAVA_INT, 8)).isEqualTo(2);
        assertThat(page.get(ValueLayout.JAVA_INT, 24)).isEqualTo(800);
        assertThat(page.get(ValueLayout.JAVA_LONG, 40)).isEqualTo(4096);
    }

    @Test
    void a_zeroed_page_is_not_a_header() {
        assertThat(header.isValid()).isFalse();
    }

    @Test
    void a_lock_left_odd_gives_up_instead_of_hanging() {
        header.publish(geometry);
        page.set(ValueLayout.JAVA_INT, 8, 5);

        assertThat(header.geometry()).isNull();
    }

    @Test
    void unknown_source_or_format_is_no_geometry() {
        header.publish(geometry);
        page.set(ValueLayout.JAVA_INT, 16, 2);
        assertThat(header.geometry()).isNull();

        page.set(ValueLayout.JAVA_INT, 16, -1);
        assertThat(header.geometry()).isNull();

        page.set(ValueLayout.JAVA_INT, 16, 0);
        page.set(ValueLayout.JAVA_INT, 20, 7);
        assertThat(header.geometry()).isNull();
    }

    @Test
    void damage_adds_up_until_it_is_taken() {
        RowSet rows = new RowSet();
        rows.add(5, 2);
        header.addDamage(rows);
        rows.clear();
        rows.add(4095, 1);
        header.addDamage(rows);

        RowSet taken = new RowSet();
        header.takeDamage(taken);
        assertThat(taken.contains(5)).isTrue();
        assertThat(taken.contains(6)).isTrue();
        assertThat(taken.contains(4095)).isTrue();
        assertThat(header.frames()).isEqualTo(2);

        header.takeDamage(taken);
        assertThat(taken.isEmpty()).isTrue();
    }

    @Test
    void only_the_first_request_sends_a_wake_until_it_is_acknowledged() {
        assertThat(header.requestWake()).isTrue();
        assertThat(header.requestWake()).isFalse();
        header.acknowledgeWake();
        assertThat(header.requestWake()).isTrue();
    }

    @Test
    void a_short_page_is_refused() {
        assertThatThrownBy(() -> new DisplayHeader(page.asSlice(0, 64))).isInstanceOf(IllegalArgumentException.class);
    }
}
