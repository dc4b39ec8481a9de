package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.viewmodel.machine.SnapshotLayout.Place;

class SnapshotLayoutTest {
    private final List<Snapshot> items = new ArrayList<>();

    private Snapshot take(String name, Snapshot parent) {
        Snapshot item = new Snapshot(
                new UUID(0, items.size() + 1),
                Optional.ofNullable(parent).map(Snapshot::id),
                name,
                "",
                Instant.ofEpochSecond(items.size()),
                true,
                true,
                0,
                Optional.empty());
        items.add(item);
        return item;
    }

    private SnapshotLayout layout(Snapshot current) {
        return SnapshotLayout.of(items, Optional.ofNullable(current).map(Snapshot::id));
    }

    private static int lane(SnapshotLayout layout, Snapshot item) {
        return layout.place(item.id()).orElseThrow().lane();
    }

    @Test
    void a_line_stays_in_one_lane_and_ends_where_the_machine_is() {
        Snapshot a = take("a", null);
        Snapshot b = take("b", a);
        Snapshot c = take("c", b);

        SnapshotLayout layout = layout(c);

        assertThat(layout.places()).extracting(Place::column).containsExactly(0, 1, 2);
        assertThat(layout.lanes()).isEqualTo(1);
        assertThat(layout.here()).isEqualTo(new SnapshotLayout.Here(Optional.of(c.id()), 3, 0));
    }

    @Test
    void the_line_to_the_present_is_straight_and_what_was_left_branches_off() {
        Snapshot a = take("a", null);
        Snapshot left = take("left", a);
        Snapshot kept = take("kept", a);

        SnapshotLayout layout = layout(kept);

        assertThat(lane(layout, kept)).isEqualTo(lane(layout, a));
        assertThat(lane(layout, left)).isNotEqualTo(lane(layout, a));
        assertThat(layout.here().lane()).isEqualTo(lane(layout, kept));
    }

    @Test
    void after_a_return_the_present_goes_on_from_there() {
        Snapshot a = take("a", null);
        Snapshot b = take("b", a);

        SnapshotLayout layout = layout(a);

        assertThat(layout.here().lane()).isEqualTo(lane(layout, a));
        assertThat(lane(layout, b)).isNotEqualTo(lane(layout, a));
    }

    @Test
    void a_machine_without_snapshots_is_somewhere_too() {
        SnapshotLayout layout = layout(null);

        assertThat(layout.columns()).isEqualTo(1);
        assertThat(layout.here()).isEqualTo(new SnapshotLayout.Here(Optional.empty(), 0, 0));
    }

    @Test
    void a_parent_that_is_gone_makes_a_root() {
        Snapshot orphan = new Snapshot(
                new UUID(0, 9),
                Optional.of(new UUID(0, 99)),
                "o",
                "",
                Instant.EPOCH,
                false,
                false,
                0,
                Optional.empty());
        items.add(orphan);

        SnapshotLayout layout = SnapshotLayout.of(items, Optional.of(new UUID(0, 99)));

        assertThat(layout.parent(orphan)).isEmpty();
        assertThat(layout.here().current()).isEmpty();
        assertThat(layout.here().lane()).isEqualTo(1);
    }

    @Test
    void arrows_lead_along_the_tree() {
        Snapshot a = take("a", null);
        Snapshot b = take("b", a);
        Snapshot c = take("c", a);
        SnapshotLayout layout = layout(b);

        assertThat(layout.child(a)).contains(b);
        assertThat(layout.parent(b)).contains(a);
        assertThat(layout.beside(b, 1)).contains(c);
        assertThat(layout.beside(c, -1)).isPresent();
        assertThat(layout.beside(b, -1)).isEmpty();
        assertThat(layout.children(a)).containsExactly(b, c);
    }

    @Test
    void no_two_share_a_place_and_every_child_is_right_of_its_parent() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            items.clear();
            for (int i = 0; i < 30; i++) {
                take("s" + i, i == 0 || random.nextInt(9) == 0 ? null : items.get(random.nextInt(i)));
            }
            SnapshotLayout layout = layout(items.get(random.nextInt(30)));

            assertThat(layout.places().stream().map(place -> List.of(place.column(), place.lane())))
                    .doesNotHaveDuplicates()
                    .doesNotContain(
                            List.of(layout.here().column(), layout.here().lane()));
            for (Place place : layout.places()) {
                layout.parent(place.item())
                        .ifPresent(parent -> assertThat(
                                        layout.place(parent.id()).orElseThrow().column())
                                .isLessThan(place.column()));
                assertThat(layout.beside(place.item(), 1)).isNotEqualTo(Optional.of(place.item()));
            }
        }
    }
}
