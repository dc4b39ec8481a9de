package org.vitrine.display.scanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.display.scanout.PackedMode.Depth;

class PainterTest {
    private final Drawing drawing = new Drawing();
    private final MemorySegment surface = Arena.ofAuto().allocate(4096, 8);
    private final Painter painter = new Painter(surface);
    private final PackedMode mode = new PackedMode(4, 3, Lines.linear(0, 4), Depth.PALETTE_8, Drawing.letters(256));

    private RowSet paint(RowSet rows) {
        painter.paint(mode, drawing.memory, Blink.STILL, rows);
        return rows;
    }

    @Test
    void a_new_picture_is_drawn_whole() {
        drawing.put(4, 1, 2, 3, 4);
        RowSet rows = new RowSet();
        Geometry geometry = painter.paint(mode, drawing.memory, Blink.STILL, rows);

        assertThat(geometry.fits(4096)).isTrue();
        assertThat(geometry.stride()).isEqualTo(16);
        assertThat(rows.contains(0) && rows.contains(2)).isTrue();
        assertThat(surface.get(ValueLayout.JAVA_INT, 16)).isEqualTo('b');
    }

    @Test
    void rows_that_turn_out_the_same_are_not_damaged() {
        paint(new RowSet());
        drawing.put(9, 7);
        RowSet rows = paint(Drawing.all(mode));

        assertThat(rows.contains(1)).isFalse();
        assertThat(rows.contains(2)).isTrue();
    }

    @Test
    void rows_that_nobody_asked_for_are_not_drawn() {
        paint(new RowSet());
        drawing.put(0, 5);
        RowSet rows = paint(new RowSet());

        assertThat(rows.isEmpty()).isTrue();
        assertThat(surface.get(ValueLayout.JAVA_INT, 0)).isEqualTo('a');
    }

    @Test
    void what_was_forgotten_is_drawn_whole_again() {
        paint(new RowSet());
        painter.forget();

        assertThat(paint(new RowSet()).contains(1)).isTrue();
    }
}
