package org.vitrine.app.viewmodel.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javafx.util.Subscription;
import org.junit.jupiter.api.Test;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.viewmodel.Threads;

class TasksViewModelTest {
    private final BlockingQueue<Runnable> ui = new LinkedBlockingQueue<>();
    private final List<String> library = new ArrayList<>();
    private final List<String> page = new ArrayList<>();
    private final WorkList works = new WorkList();
    /** The tasks of JavaFX, which need its toolkit, are not run. */
    private final TasksViewModel tasks =
            new TasksViewModel(works, new Threads(ui::add, task -> {}), notice -> library.add(notice.text()));

    private static LongWork<String> failing(String sentence) {
        return LongWork.start("Copying", LongWork.Unit.BYTES, "Copied.", progress -> {
            throw Refusal.inWords(Refusal.Cause.HOST, sentence);
        });
    }

    private void awaitEnd(LongWork<?> work) {
        Eventually.until("the end is told", () -> {
            List<Runnable> waiting = new ArrayList<>();
            ui.drainTo(waiting);
            waiting.forEach(Runnable::run);
            return work.result().isDone() && works.all().isEmpty() && ui.isEmpty();
        });
    }

    @Test
    void an_end_is_told_by_the_page_that_is_open_and_by_the_library_else() {
        Subscription open = tasks.tellTo(notice -> page.add(notice.text()));
        awaitEnd(works.add(failing("The disk is full.")));
        assertThat(page).containsExactly("The disk is full.");
        assertThat(library).isEmpty();

        open.unsubscribe();
        awaitEnd(works.add(failing("The image is damaged.")));
        assertThat(library).containsExactly("The image is damaged.");
        assertThat(page).hasSize(1);
    }

    @Test
    void a_page_that_is_left_for_another_takes_nothing_from_that() {
        Subscription first = tasks.tellTo(notice -> library.add("not here"));
        tasks.tellTo(notice -> page.add(notice.text()));
        first.unsubscribe();
        awaitEnd(works.add(failing("The disk is full.")));

        assertThat(page).containsExactly("The disk is full.");
        assertThat(library).isEmpty();
    }

    @Test
    void a_failure_that_its_asker_tells_is_not_told_here_and_a_good_end_is() {
        awaitEnd(works.add(failing("The disk is full.").withFailureToldByAsker()));
        assertThat(library).isEmpty();

        CountDownLatch go = new CountDownLatch(1);
        LongWork<String> work = works.add(LongWork.start("Copying", LongWork.Unit.BYTES, "Copied.", progress -> {
                    go.await();
                    return "made";
                })
                .withFailureToldByAsker());
        Eventually.until("it is shown", () -> {
            Runnable next = ui.poll();
            if (next != null) {
                next.run();
            }
            return !tasks.underWay().isEmpty();
        });
        go.countDown();
        awaitEnd(work);
        assertThat(library).containsExactly("Copied.");
    }
}
