package org.vitrine.app.viewmodel.tasks;

import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

/** The long work that is under way; each end is told once, where the user looks. Used on the ui thread. */
public final class TasksViewModel {
    private final ObservableList<WorkTask> underWay = FXCollections.observableArrayList();
    private final Threads threads;
    private final Consumer<Notice> usual;
    private Consumer<Notice> tell;

    /** @param tell shows a notice, unless {@link #tellTo} names another */
    public TasksViewModel(WorkList works, Threads threads, Consumer<Notice> tell) {
        this.threads = threads;
        this.usual = tell;
        this.tell = tell;
        works.addListener(new WorkList.Listener() {
            @Override
            public void added(LongWork<?> work) {
                threads.ui().execute(() -> begin(work));
            }

            @Override
            public void changed(LongWork<?> work) {
                if (work.state().isOver()) {
                    threads.ui().execute(() -> end(work));
                    works.dismiss(work);
                }
            }
        });
    }

    private void begin(LongWork<?> work) {
        if (!work.state().isOver()) {
            WorkTask task = new WorkTask(work);
            underWay.add(task);
            threads.background().execute(task);
        }
    }

    private void end(LongWork<?> work) {
        boolean shown = underWay.removeIf(task -> task.work() == work);
        if (work.state() == LongWork.State.FAILED) {
            if (!work.isFailureToldByAsker()) {
                tell.accept(Notice.problem(work.sentence()));
            }
        } else if (shown && !work.sentence().isEmpty()) {
            tell.accept(Notice.information(work.sentence()));
        }
    }

    /** Who shows notices from now on, until the result is closed or another is named. */
    public Subscription tellTo(Consumer<Notice> place) {
        tell = place;
        return () -> {
            if (tell.equals(place)) {
                tell = usual;
            }
        };
    }

    public ObservableList<WorkTask> underWay() {
        return underWay;
    }
}
