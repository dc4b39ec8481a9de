package org.vitrine.app.viewmodel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

class LibraryActionsTest {
    private final List<String> done = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final LibraryActions actions =
            new LibraryActions(new Deeds(), new Threads(Runnable::run, Runnable::run), notices::add);

    private static MachineItem item(String name, State state) {
        return new MachineItem(Facts.of(name, state, "Work", List.of(), 512, Instant.EPOCH));
    }

    private final class Deeds implements MachineDeeds {
        @Override
        public MachineSession start(UUID uuid) throws Refusal {
            throw Refusal.inWords(Refusal.Cause.HOST, "It cannot start.");
        }

        @Override
        public MachineSession startDisposable(UUID uuid) throws Refusal {
            throw Refusal.inWords(Refusal.Cause.HOST, "It cannot start disposably.");
        }

        @Override
        public void save(UUID uuid) {
            done.add("save " + uuid);
        }

        @Override
        public Trashed trash(UUID uuid) throws Refusal {
            if (done.size() == 2) {
                throw Refusal.inWords(Refusal.Cause.INPUT, "Another needs its disk.");
            }
            done.add("trash " + uuid);
            return new Trashed() {
                @Override
                public long bytes() {
                    return 3L << 30;
                }

                @Override
                public void restore() {
                    done.add("restore " + uuid);
                }
            };
        }

        @Override
        public void group(UUID uuid, String group) {
            done.add("group " + uuid + " " + group);
        }

        @Override
        public void rename(UUID uuid, String name) {
            done.add("rename " + uuid + " " + name);
        }

        @Override
        public void clone(UUID uuid, String name, boolean linked) {
            done.add("clone " + uuid + " " + name + (linked ? " linked" : ""));
        }
    }

    @Test
    void what_is_thrown_away_comes_back_by_undo() {
        MachineItem machine = item("Debian", State.OFF);

        actions.run(MachineAction.TRASH, List.of(machine));

        assertThat(done).containsExactly("trash " + machine.uuid());
        assertThat(notices.getLast().text())
                .startsWith("Debian is in the trash.")
                .contains("3 GiB");
        assertThat(notices.getLast().kind()).isEqualTo(Notice.Kind.INFORMATION);
        notices.getLast().answer().orElseThrow().action().run();
        assertThat(done).endsWith("restore " + machine.uuid());
    }

    @Test
    void of_several_that_are_thrown_away_those_that_went_can_come_back_when_one_is_refused() {
        List<MachineItem> machines = List.of(item("a", State.OFF), item("b", State.OFF), item("c", State.OFF));

        actions.run(MachineAction.TRASH, machines);

        assertThat(notices).extracting(Notice::text).anyMatch(text -> text.startsWith("2 machines are in the trash."));
        assertThat(notices).extracting(Notice::text).contains("Another needs its disk.");
    }

    @Test
    void a_start_that_is_refused_says_why() {
        actions.run(MachineAction.START, List.of(item("a", State.OFF)));

        assertThat(notices.getLast().problem()).isTrue();
        assertThat(notices.getLast().text()).isEqualTo("It cannot start.");
    }

    @Test
    void a_machine_that_is_off_and_not_saved_can_run_without_keeping_changes() {
        actions.run(MachineAction.START_DISPOSABLE, List.of(item("a", State.SAVED)));
        assertThat(notices).isEmpty();
        actions.run(MachineAction.START_DISPOSABLE, List.of(item("a", State.OFF)));

        assertThat(notices.getLast().text()).isEqualTo("It cannot start disposably.");
    }

    @Test
    void machines_that_are_in_a_group_already_are_not_moved_there() {
        MachineItem machine = item("a", State.OFF);

        actions.group(List.of(machine), "Work");
        assertThat(done).isEmpty();
        actions.group(List.of(machine), "");
        assertThat(done).containsExactly("group " + machine.uuid() + " ");
    }

    @Test
    void a_damaged_machine_can_be_opened_and_thrown_away_and_not_started() {
        assertThat(MachineAction.fitting(List.of(item("a", State.DAMAGED))))
                .containsExactly(MachineAction.OPEN, MachineAction.TRASH);
        assertThat(MachineAction.primary(item("a", State.DAMAGED).facts())).isEqualTo(MachineAction.OPEN);
        assertThat(MachineAction.primary(item("a", State.SAVED).facts())).isEqualTo(MachineAction.START);
    }

    @Test
    void of_several_machines_only_what_fits_all_is_offered() {
        assertThat(MachineAction.fitting(List.of(item("a", State.OFF), item("b", State.SAVED))))
                .containsExactly(MachineAction.START, MachineAction.TRASH);
        assertThat(MachineAction.fitting(List.of(item("a", State.OFF), item("b", State.STARTING))))
                .isEmpty();
    }

    @Test
    void a_name_is_asked_for_and_then_given() {
        MachineItem machine = item("Debian", State.OFF);
        List<NamingViewModel> asked = new ArrayList<>();
        actions.setOnName(
                (action, facts) -> asked.add(new NamingViewModel(action, facts, List.of("Debian", "Fedora"), actions)));

        actions.run(MachineAction.RENAME, List.of(machine));
        asked.getLast().nameProperty().set("Bookworm");
        assertThat(asked.getLast().accept()).isTrue();
        actions.run(MachineAction.CLONE, List.of(machine));
        asked.getLast().linkedProperty().set(true);
        assertThat(asked.getLast().accept()).isTrue();

        assertThat(done)
                .containsExactly(
                        "rename " + machine.uuid() + " Bookworm", "clone " + machine.uuid() + " Debian 2 linked");
    }

    @Test
    void a_name_that_another_machine_has_is_refused_and_the_machines_own_changes_nothing() {
        MachineFacts machine = item("Debian", State.OFF).facts();
        NamingViewModel naming =
                new NamingViewModel(MachineAction.RENAME, machine, List.of("Debian", "Fedora"), actions);

        assertThat(naming.problem("fedora")).contains("fedora");
        naming.nameProperty().set("fedora");
        assertThat(naming.accept()).isFalse();
        naming.nameProperty().set("Debian");
        assertThat(naming.accept()).isTrue();

        assertThat(done).isEmpty();
    }

    @Test
    void many_machines_are_neither_renamed_nor_cloned() {
        List<MachineItem> two = List.of(item("Debian", State.OFF), item("Fedora", State.OFF));

        assertThat(MachineAction.fitting(two.subList(0, 1))).contains(MachineAction.RENAME, MachineAction.CLONE);
        assertThat(MachineAction.fitting(two)).doesNotContain(MachineAction.RENAME, MachineAction.CLONE);
    }
}
