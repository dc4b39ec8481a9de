package org.vitrine.display.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void a_picture_of_the_rooms_size_fills_it_one_to_one() {
        assertThat(Placement.of(640, 480, 640, 480, ScaleMode.SHARP)).isEqualTo(new Placement(0, 0, 640, 480, 1));
    }

    @Test
    void sharp_takes_the_largest_whole_multiple_and_centres_it() {
        assertThat(Placement.of(1700, 1000, 640, 400, ScaleMode.SHARP))
                .isEqualTo(new Placement(210, 100, 1280, 800, 2));
    }

    @Test
    void what_does_not_fit_shrinks_smoothly_in_proportion() {
        Placement placement = Placement.of(800, 800, 1600, 1200, ScaleMode.SHARP);

        assertThat(placement).isEqualTo(new Placement(0, 100, 800, 600, 0));
        assertThat(placement.isSmooth()).isTrue();
    }

    @Test
    void fill_takes_all_the_room_smoothly() {
        assertThat(Placement.of(1000, 1000, 640, 400, ScaleMode.FILL)).isEqualTo(new Placement(0, 187, 1000, 625, 0));
    }

    @Test
    void fill_stays_sharp_where_it_is_a_whole_multiple() {
        assertThat(Placement.of(1280, 900, 640, 400, ScaleMode.FILL)).isEqualTo(new Placement(0, 50, 1280, 800, 2));
    }

    @Test
    void the_smallest_room_still_has_a_pixel() {
        assertThat(Placement.of(1, 1, 4096, 1, ScaleMode.SHARP).height()).isEqualTo(1);
    }
}
