package org.vitrine.app.viewmodel.tasks;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javafx.concurrent.Task;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;

/** Long work as a task of JavaFX, which ControlsFX can show: it waits for the work and tells how far it is. */
public final class WorkTask extends Task<Void> {
    private final LongWork<?> work;

    public WorkTask(LongWork<?> work) {
        this.work = work;
    }

    public LongWork<?> work() {
        return work;
    }

    @Override
    protected Void call() {
        updateTitle(work.title());
        LongWork.Listener listener = each -> tell();
        work.addListener(listener);
        try {
            tell();
            var unused = work.result().join();
        } catch (CompletionException | CancellationException e) {
            // The work's own end says what happened.
            System.getLogger(WorkTask.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} ended: {1}", work.title(), work.sentence());
        } finally {
            work.removeListener(listener);
        }
        return null;
    }

    private void tell() {
        updateProgress(work.fraction(), 1);
        updateMessage(words(work));
    }

    /** Such as "1.2 of 8 GiB, 120 MiB a second, 2 minutes left". */
    static String words(LongWork<?> work) {
        if (work.state() == LongWork.State.CANCELLING) {
            return Texts.get("task.cancelling");
        }
        if (work.unit() != LongWork.Unit.BYTES || work.total() < 0) {
            return work.fraction() < 0 ? "" : Texts.get("task.percent", Math.round(work.fraction() * 100));
        }
        String amount = Texts.get("task.bytes", Sizes.bytes(work.done()), Sizes.bytes(work.total()));
        return work.timeLeft()
                .map(left -> Texts.get("task.rate", amount, Sizes.bytes((long) work.rate()), inWords(left)))
                .orElse(amount);
    }

    private static String inWords(Duration left) {
        long seconds = Math.max(1, left.toSeconds());
        if (seconds < 60) {
            return Texts.get("task.seconds", seconds);
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 60 ? Texts.get("task.minutes", minutes) : Texts.get("task.hours", Math.round(minutes / 60.0));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        work.cancel();
        return false;
    }
}
