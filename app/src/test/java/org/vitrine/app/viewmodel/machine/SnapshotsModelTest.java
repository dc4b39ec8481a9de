package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.model.library.SnapshotTree;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;

class SnapshotsModelTest {
    private final BlockingQueue<Runnable> ui = new LinkedBlockingQueue<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final WorkList works = new WorkList();
    private final List<String> told = new ArrayList<>();
    private final SnapshotsModel model = new SnapshotsModel(
            new Deeds(), works, new Threads(ui::add, Runnable::run), notice -> told.add(notice.text()));

    /** Each grows out of the last; the machine is at the last. */
    private Snapshot add(String name) {
        Optional<UUID> parent = snapshots.isEmpty()
                ? Optional.empty()
                : Optional.of(snapshots.getLast().id());
        snapshots.add(
                new Snapshot(UUID.randomUUID(), parent, name, "", Instant.EPOCH, true, true, 0, Optional.empty()));
        return snapshots.getLast();
    }

    private void refresh() throws InterruptedException {
        model.refresh();
        ui();
    }

    private void ui() throws InterruptedException {
        Objects.requireNonNull(ui.poll(20, TimeUnit.SECONDS)).run();
    }

    private String selected() {
        return model.selectedProperty().get().map(Snapshot::name).orElse("");
    }

    @Test
    void a_new_snapshot_is_chosen_when_it_appears_and_what_is_chosen_then_stays() throws Exception {
        Snapshot first = add("First");
        refresh();
        assertThat(selected()).isEqualTo("First");

        model.take("Second", "");
        add("Second");
        refresh();
        assertThat(selected()).isEqualTo("Second");

        model.selectedProperty().set(Optional.of(first));
        end.countDown();
        while (model.busyProperty().get()) {
            ui();
        }
        ui();
        assertThat(selected()).isEqualTo("First");
    }

    @Test
    void a_new_snapshot_is_chosen_at_the_end_if_it_was_not_seen_before() throws Exception {
        add("First");
        refresh();
        model.take("Second", "");
        add("Second");
        end.countDown();
        while (model.busyProperty().get()) {
            ui();
        }
        ui();

        assertThat(selected()).isEqualTo("Second");
    }

    @Test
    void a_tree_that_is_as_it_was_is_not_drawn_anew() throws Exception {
        add("First");
        refresh();
        SnapshotLayout before = model.layoutProperty().get();
        refresh();
        assertThat(model.layoutProperty().get()).isSameAs(before);

        add("Second");
        refresh();
        assertThat(model.layoutProperty().get()).isNotSameAs(before);
    }

    @Test
    void where_the_chosen_one_was_deleted_the_present_one_is_chosen() throws Exception {
        add("First");
        Snapshot second = add("Second");
        refresh();
        model.delete(second);
        snapshots.remove(second);
        end.countDown();
        while (model.busyProperty().get()) {
            ui();
        }
        ui();

        assertThat(selected()).isEqualTo("First");
    }

    @Test
    void how_work_ends_is_told_once_by_the_tasks() throws Exception {
        var unused = new TasksViewModel(works, new Threads(ui::add, task -> {}), notice -> told.add(notice.text()));
        add("First");
        model.take("Second", "");
        Eventually.until("it is under way", () -> ui.size() >= 1);
        ui();
        end.countDown();
        while (model.busyProperty().get()) {
            ui();
        }

        assertThat(told).containsExactly("done");
    }

    /** Work that ends when it is let. */
    private final class Deeds implements SnapshotDeeds {
        private LongWork<?> work() {
            return LongWork.start("work", LongWork.Unit.PARTS, "done", progress -> {
                end.await();
                return "";
            });
        }

        @Override
        public SnapshotTree tree() {
            return new SnapshotTree(
                    List.copyOf(snapshots), Optional.of(snapshots.getLast().id()), 0, Map.of(), List.of());
        }

        @Override
        public LongWork<?> take(String name, String note) {
            return work();
        }

        @Override
        public LongWork<?> revert(Snapshot snapshot, Optional<String> keepPresent) {
            return work();
        }

        @Override
        public LongWork<?> delete(Snapshot snapshot) {
            return work();
        }

        @Override
        public LongWork<?> clone(Snapshot snapshot, String name, boolean linked) {
            return work();
        }

        @Override
        public void describe(Snapshot snapshot, String name, String note) {}
    }
}
