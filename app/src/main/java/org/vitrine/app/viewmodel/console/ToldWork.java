package org.vitrine.app.viewmodel.console;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.Reason;
import org.vitrine.app.viewmodel.Threads;

/** What is asked of a machine from its console and takes a moment: done in the background, with a notice of how it went. */
final class ToldWork {
    private final Threads threads;
    private final NoticeBoard notices;

    ToldWork(Threads threads, NoticeBoard notices) {
        this.threads = threads;
        this.notices = notices;
    }

    /** Waits for files and for the VM's replies, whose refusal may come as a {@link CompletionException}. */
    interface Body {
        /** @return what is told once it is done */
        Notice run() throws Refusal, IOException;
    }

    /** Begins it; the notice comes on the ui thread. */
    void begin(Body body) {
        threads.background().execute(() -> {
            Notice result;
            try {
                result = body.run();
            } catch (Refusal e) {
                result = Notice.problem(e.sentence());
            } catch (IOException e) {
                result = Notice.problem(Texts.get("console.file-failed", String.valueOf(e.getMessage())));
            } catch (CompletionException e) {
                result = Notice.problem(Texts.get("console.refused", Reason.of(e)));
            }
            Notice told = result;
            threads.ui().execute(() -> notices.tell(told));
        });
    }
}
