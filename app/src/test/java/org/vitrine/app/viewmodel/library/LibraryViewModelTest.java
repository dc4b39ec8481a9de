package org.vitrine.app.viewmodel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.viewmodel.Threads;

class LibraryViewModelTest {
    @TempDir
    Path folder;

    private Settings settings;
    private LibraryViewModel library;

    @BeforeEach
    void open() {
        settings = Settings.load(folder, Runnable::run);
        library = new LibraryViewModel(settings, new Threads(Runnable::run, Runnable::run));
    }

    private List<String> names() {
        return library.shown().stream().map(item -> item.facts().name()).toList();
    }

    @Test
    void names_stand_in_the_order_in_which_people_count() {
        library.put(List.of(Facts.of("node 10"), Facts.of("Node 2"), Facts.of("alpha"), Facts.of("node 1")));
        assertThat(names()).containsExactly("alpha", "node 1", "Node 2", "node 10");

        library.descendingProperty().set(true);
        assertThat(names()).containsExactly("node 10", "Node 2", "node 1", "alpha");
    }

    @Test
    void other_orders_begin_with_what_one_looks_for() {
        library.put(List.of(
                Facts.of("old", State.OFF, "", List.of(), 512, Instant.ofEpochSecond(1)),
                Facts.of("busy", State.RUNNING, "", List.of(), 256, Instant.ofEpochSecond(2)),
                Facts.of("big", State.SAVED, "", List.of(), 4096, Instant.EPOCH)));

        library.sortProperty().set(SortOrder.STATE);
        assertThat(names()).containsExactly("busy", "big", "old");
        library.sortProperty().set(SortOrder.USED);
        assertThat(names()).containsExactly("busy", "old", "big");
        library.sortProperty().set(SortOrder.MEMORY);
        assertThat(names()).containsExactly("big", "old", "busy");
    }

    @Test
    void order_and_layout_are_remembered() {
        library.sortProperty().set(SortOrder.USED);
        library.descendingProperty().set(true);
        library.asListProperty().set(true);

        LibraryViewModel next =
                new LibraryViewModel(Settings.load(folder, Runnable::run), new Threads(Runnable::run, Runnable::run));

        assertThat(next.sortProperty().get()).isEqualTo(SortOrder.USED);
        assertThat(next.descendingProperty().get()).isTrue();
        assertThat(next.asListProperty().get()).isTrue();
    }

    @Test
    void a_machine_that_is_looked_at_again_and_is_as_it_was_changes_nothing() {
        library.put(List.of(Facts.of("a")));
        AtomicInteger changes = new AtomicInteger();
        ListChangeListener<MachineItem> count = change -> changes.incrementAndGet();
        library.shown().addListener(count);

        library.put(List.of(Facts.of("a")));

        assertThat(changes).hasValue(0);
    }

    @Test
    void search_wants_every_word_somewhere() {
        library.put(List.of(
                Facts.of("Debian 12", State.RUNNING, "Work", List.of("web"), 512, Instant.EPOCH),
                Facts.of("Debian 11", State.OFF, "Lab", List.of(), 512, Instant.EPOCH)));

        library.searchProperty().set("debian");
        assertThat(names()).hasSize(2);
        library.searchProperty().set("debian WORK");
        assertThat(names()).containsExactly("Debian 12");
        library.searchProperty().set("#web");
        assertThat(names()).containsExactly("Debian 12");
        library.searchProperty().set("fedora");
        assertThat(names()).isEmpty();
        library.clearFilters();
        assertThat(names()).hasSize(2);
    }

    @Test
    void shelves_count_and_show_their_machines() {
        library.put(List.of(
                Facts.of("a", State.RUNNING, "Work", List.of("x", "y"), 512, Instant.EPOCH),
                Facts.of("b", State.PAUSED, "Lab", List.of("x"), 512, Instant.EPOCH),
                Facts.of("c")));
        Shelf work = new Shelf(Shelf.Kind.GROUP, "Work");
        Shelf x = new Shelf(Shelf.Kind.TAG, "x");

        assertThat(library.shelves().shown())
                .containsExactly(
                        Shelf.ALL,
                        Shelf.RUNNING,
                        new Shelf(Shelf.Kind.GROUP, "Lab"),
                        work,
                        x,
                        new Shelf(Shelf.Kind.TAG, "y"));
        assertThat(library.shelves().count(Shelf.ALL)).isEqualTo(3);
        assertThat(library.shelves().count(Shelf.RUNNING)).isEqualTo(2);
        assertThat(library.shelves().count(x)).isEqualTo(2);
        library.shelves().selectedProperty().set(work);
        assertThat(names()).containsExactly("a");

        library.put(List.of(Facts.of("a", State.RUNNING, "Lab", List.of(), 512, Instant.EPOCH)));
        assertThat(library.shelves().shown()).doesNotContain(work);
        assertThat(library.shelves().selectedProperty().get()).isEqualTo(Shelf.ALL);
    }

    @Test
    void a_group_that_was_made_stays_while_it_is_empty() {
        library.shelves().addGroup(" New ");

        LibraryViewModel next =
                new LibraryViewModel(Settings.load(folder, Runnable::run), new Threads(Runnable::run, Runnable::run));

        assertThat(next.shelves().groups()).containsExactly("New");
        next.shelves().removeGroup("New");
        assertThat(next.shelves().groups()).isEmpty();
    }

    @Test
    void only_states_that_are_wanted_are_shown() {
        library.put(List.of(
                Facts.of("on", State.RUNNING, "", List.of(), 512, Instant.EPOCH),
                Facts.of("off", State.OFF, "", List.of(), 512, Instant.EPOCH)));

        library.statesProperty().set(EnumSet.of(State.OFF));

        assertThat(names()).containsExactly("off");
    }

    @Test
    void a_machine_that_changes_stays_the_same_item_and_selected() {
        library.put(List.of(Facts.of("a"), Facts.of("b")));
        MachineItem a = library.shown().getFirst();
        library.selection().click(a, false, false);

        library.put(List.of(Facts.of("a", State.RUNNING, "", List.of(), 512, Instant.EPOCH)));

        assertThat(library.shown().getFirst()).isSameAs(a);
        assertThat(a.facts().state()).isEqualTo(State.RUNNING);
        assertThat(library.selection().selected()).containsExactly(a);
        library.remove(a.uuid());
        assertThat(library.selection().selected()).isEmpty();
        assertThat(library.selection().leadProperty().get())
                .isSameAs(library.shown().getFirst());
    }
}
