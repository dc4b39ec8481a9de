package org.vitrine.app.viewmodel.console;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.input.CharacterKeys;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.Reason;
import org.vitrine.app.viewmodel.Threads;

/** A text that is typed into the guest, one at a time: a notice says how far it is, and stops it. Used on the ui thread. */
public final class TypingModel {
    private static final int STEP = 10;

    private final MachineSession session;
    private final GuestKeyboard keyboard;
    private final Threads threads;
    private final NoticeBoard notices;
    private @Nullable TextTyping underWay;

    TypingModel(MachineSession session, GuestKeyboard keyboard, Threads threads, NoticeBoard notices) {
        this.session = session;
        this.keyboard = keyboard;
        this.threads = threads;
        this.notices = notices;
    }

    /** Types a text into the guest, unless one is being typed already. */
    public void type(String text, GuestLayout layout) {
        if (underWay != null) {
            return;
        }
        if (text.isEmpty()) {
            notices.tell(Notice.problem(Texts.get("console.clipboard-empty")));
            return;
        }
        if (text.length() > TextTyping.MOST) {
            notices.tell(Notice.problem(Texts.get("console.clipboard-long", TextTyping.MOST)));
            return;
        }
        keyboard.releaseHeld();
        threads.background().execute(() -> {
            Optional<CharacterKeys> keys = keysOf(layout);
            threads.ui()
                    .execute(() -> keys.ifPresentOrElse(
                            found -> begin(new TextTyping(found, session::input, TextTyping.Pace.USUAL), text),
                            () -> notices.tell(Notice.problem(Texts.get("console.no-layout", layout.words())))));
        });
    }

    /** libxkbcommon may not be there. */
    private static Optional<CharacterKeys> keysOf(GuestLayout layout) {
        try {
            return CharacterKeys.of(layout.xkbName());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    private void begin(TextTyping work, String text) {
        underWay = work;
        int all = text.length();
        Notice begun =
                Notice.question(Texts.get("console.typing", 0, all), Texts.get("console.typing-stop"), work::cancel);
        notices.tell(begun);
        threads.background().execute(() -> {
            Notice end;
            try {
                int missing = work.type(text, done -> tell(work, begun, done, all));
                end = work.isCancelled()
                        ? Notice.information(Texts.get("console.typing-stopped"))
                        : missing > 0
                                ? Notice.problem(Texts.get("console.typed-without", missing))
                                : Notice.information(Texts.get("console.typed"));
            } catch (ExecutionException e) {
                end = Notice.problem(Texts.get("console.refused", Reason.of(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Notice told = end;
            threads.ui().execute(() -> {
                underWay = null;
                notices.tell(told);
            });
        });
    }

    /** Says how far it is; not for each character of a long text, for nobody reads so fast. */
    private void tell(TextTyping work, Notice begun, int done, int all) {
        if (done % STEP == 0) {
            threads.ui().execute(() -> {
                if (underWay == work && !work.isCancelled()) {
                    notices.tell(begun.withText(Texts.get("console.typing", done, all)));
                }
            });
        }
    }

    /** Stops typing; nothing happens if nothing is being typed. */
    public void stop() {
        TextTyping work = underWay;
        if (work != null) {
            work.cancel();
        }
    }
}
