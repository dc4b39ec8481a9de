package org.vitrine.app.viewmodel.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.input.CharacterKeys;
import org.vitrine.app.input.InputListener;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.NetworkFailures;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Reason;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.qmp.QKeyCode;
import org.vitrine.engine.qmp.QmpClient;

/** A machine's console: its state in words, its buttons, its keyboard and mouse. Used on the ui thread. */
public final class ConsoleViewModel implements AutoCloseable {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH-mm-ss");

    private static final int TYPING_STEP = 10;

    private final MachineSession session;
    private final Threads threads;
    private final UserFolders folders;
    private final ReadOnlyObjectWrapper<MachineState> state = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper ended = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<String>> failure = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper grabbed = new ReadOnlyBooleanWrapper();
    private final BooleanProperty fullscreen = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<@Nullable TextTyping> typing = new ReadOnlyObjectWrapper<>();
    private ViewShortcuts onShortcut = new ViewShortcuts() {};
    private final GuestKeyboard keyboard;
    private final GuestPointer pointer;
    private final MachineSession.Listener listener = new SessionListener();
    private final QmpClient.Registration networks;

    public ConsoleViewModel(MachineSession session, Threads threads, UserFolders folders) {
        this.session = session;
        this.threads = threads;
        this.folders = folders;
        this.keyboard = new GuestKeyboard(
                events -> {
                    var unused = session.input(events);
                },
                new ConsoleShortcuts());
        this.pointer = new GuestPointer(session::input);
        state.set(session.state());
        session.addListener(listener);
        networks = NetworkFailures.follow(session, threads, this::tell);
        if (session.state() == MachineState.OFF) {
            end(session.failure());
        }
    }

    public String name() {
        return session.name();
    }

    public MachineSession session() {
        return session;
    }

    public ReadOnlyObjectProperty<MachineState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Whether the machine is off. */
    public ReadOnlyBooleanProperty endedProperty() {
        return ended.getReadOnlyProperty();
    }

    /** Why it is off, unless it shut down in order. */
    public ReadOnlyObjectProperty<Optional<String>> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** The newest notice; null before the first and after {@link #dismissNotice}. */
    public ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /** Whether keyboard and mouse are the guest's alone. */
    public ReadOnlyBooleanProperty grabbedProperty() {
        return grabbed.getReadOnlyProperty();
    }

    /** Whether the console fills the screen; the view follows and sets it. */
    public BooleanProperty fullscreenProperty() {
        return fullscreen;
    }

    /** What the window is called: it says how to leave the grab while there is one. */
    public ObservableValue<String> titleProperty() {
        return Bindings.createStringBinding(
                () -> grabbed.get() ? Texts.get("console.title-grabbed", name()) : name(), grabbed);
    }

    public BooleanBinding canPause() {
        return state.isEqualTo(MachineState.RUNNING);
    }

    public BooleanBinding canResume() {
        return state.isEqualTo(MachineState.PAUSED).or(state.isEqualTo(MachineState.STUCK));
    }

    /** Pauses a machine that runs, and resumes one that does not. */
    public void togglePause() {
        report(state.get() == MachineState.RUNNING ? session.pause() : session.resume(), "console.pause-failed");
    }

    /** Asks whether to reset: the guest is not asked, so what is unsaved in it is lost. */
    public void askReset() {
        tell(Notice.question(Texts.get("console.reset-question", name()), Texts.get("console.reset"), this::reset));
    }

    void reset() {
        report(session.reset(), "console.reset-failed");
    }

    /** Asks the guest to shut down, and says so: it may take its time, or not listen. */
    public void shutDown() {
        report(session.shutDown(), "console.shutdown-failed");
        tell(Notice.information(Texts.get("console.shutdown-asked", name())));
    }

    /** Asks whether to pull the plug. */
    public void askForceOff() {
        tell(Notice.question(
                Texts.get("console.force-off-question", name()), Texts.get("console.force-off"), this::forceOff));
    }

    void forceOff() {
        // The reply may be lost as the process ends.
        var unused = session.forceOff();
    }

    public void sendKeys(KeyCombination keys) {
        keyboard.type(keys.keys());
    }

    /** Puts another disc in. */
    public void insertDisc(Path iso) {
        inBackground(() -> {
            IsoImage.check(iso);
            session.insertDisc(iso).join();
            return Notice.information(Texts.get("console.disc-inserted", String.valueOf(iso.getFileName())));
        });
    }

    public void ejectDisc() {
        inBackground(() -> {
            session.ejectDisc().join();
            return Notice.information(Texts.get("console.disc-ejected"));
        });
    }

    /** Keeps a picture of the screen among the user's pictures. */
    public void takeScreenshot() {
        inBackground(() -> {
            Path file = newFile(folders.screenshots());
            session.screenshot(file).join();
            return Notice.information(Texts.get("console.screenshot-taken", file));
        });
    }

    private Path newFile(Path folder) {
        String stem = name().replaceAll("[/\\p{Cntrl}]", " ") + " "
                + LocalDateTime.now(java.time.ZoneId.systemDefault()).format(FILE_TIME);
        Path file = folder.resolve(stem + ".png");
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(stem + " " + i + ".png");
        }
        return file;
    }

    /** Writes a picture of the screen to a file that nobody keeps, for the clipboard. @param taken gets the file on the ui thread, and may remove it */
    public void copyScreenshot(Consumer<Path> taken) {
        inBackground(() -> {
            Path file = Files.createTempFile("vitrine", ".png");
            session.screenshot(file).join();
            threads.ui().execute(() -> taken.accept(file));
            return Notice.information(Texts.get("console.screenshot-copied"));
        });
    }

    /** Types a text into the guest, unless one is being typed already. */
    public void typeText(String text, GuestLayout layout) {
        if (typing.get() != null) {
            return;
        }
        if (text.isEmpty()) {
            tell(Notice.problem(Texts.get("console.clipboard-empty")));
            return;
        }
        if (text.length() > TextTyping.MOST) {
            tell(Notice.problem(Texts.get("console.clipboard-long", TextTyping.MOST)));
            return;
        }
        keyboard.releaseHeld();
        threads.background().execute(() -> {
            Optional<CharacterKeys> keys = layoutKeys(layout);
            threads.ui()
                    .execute(() -> keys.ifPresentOrElse(
                            found -> begin(new TextTyping(found, session::input, TextTyping.Pace.USUAL), text),
                            () -> tell(Notice.problem(Texts.get("console.no-layout", layout.words())))));
        });
    }

    /** libxkbcommon may not be there. */
    private static Optional<CharacterKeys> layoutKeys(GuestLayout layout) {
        try {
            return CharacterKeys.of(layout.xkbName());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    private void begin(TextTyping work, String text) {
        typing.set(work);
        int all = text.length();
        Notice begun =
                Notice.question(Texts.get("console.typing", 0, all), Texts.get("console.typing-stop"), work::cancel);
        tell(begun);
        threads.background().execute(() -> {
            Notice end;
            try {
                int missing = work.type(text, done -> tellTyping(work, begun, done, all));
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
                typing.set(null);
                tell(told);
            });
        });
    }

    /** Says how far it is; not for each character of a long text, for nobody reads so fast. */
    private void tellTyping(TextTyping work, Notice begun, int done, int all) {
        if (done % TYPING_STEP == 0) {
            threads.ui().execute(() -> {
                if (typing.get() == work && !work.isCancelled()) {
                    tell(begun.withText(Texts.get("console.typing", done, all)));
                }
            });
        }
    }

    /** Stops typing; nothing happens if nothing is being typed. */
    public void stopTyping() {
        TextTyping work = typing.get();
        if (work != null) {
            work.cancel();
        }
    }

    /** Takes a snapshot, named by the time; a throw-away machine has none. */
    public void takeSnapshot() {
        tell(Notice.information(Texts.get("console.snapshot-taking")));
        String called = LocalDateTime.now(java.time.ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT));
        inBackground(() -> {
            new SnapshotJob(session).run(called);
            return Notice.information(Texts.get("snapshot.taken", called));
        });
    }

    /** Who is told when keys of ours are pressed in the console. */
    public void setOnShortcut(ViewShortcuts action) {
        onShortcut = action;
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** Where the host's keyboard and mouse go. Any thread. */
    public InputListener input() {
        return new ConsoleInput();
    }

    /** The console lost the focus: nothing stays held in the guest. */
    public void focusLost() {
        keyboard.releaseAll();
        pointer.releaseAll();
    }

    /** The grab has ended, whoever ended it. */
    public void ungrabbed() {
        if (grabbed.get()) {
            grabbed.set(false);
            focusLost();
        }
    }

    /** Says how to leave the grab. */
    public void hintGrab() {
        tell(Notice.information(Texts.get("console.grab-hint")));
    }

    /** Removes what a failed machine left. */
    public void sweep() {
        threads.background().execute(session::sweep);
    }

    /** The view of the machine goes; the machine stays. */
    @Override
    public void close() {
        stopTyping();
        focusLost();
        session.removeListener(listener);
        networks.close();
    }

    /** What a view does when keys of ours are pressed in the console, on the ui thread. */
    public interface ViewShortcuts {
        default void typeClipboard() {}

        /** The keyboard is to go out of the console, to what is around it. */
        default void leave() {}

        /** Another console is to be seen. @param by 1 for the next, -1 for the one before */
        default void step(int by) {}
    }

    private interface Work {
        Notice run() throws Refusal, IOException;
    }

    private void inBackground(Work work) {
        threads.background().execute(() -> {
            Notice result;
            try {
                result = work.run();
            } catch (Refusal e) {
                result = Notice.problem(e.sentence());
            } catch (IOException e) {
                result = Notice.problem(Texts.get("console.file-failed", String.valueOf(e.getMessage())));
            } catch (CompletionException e) {
                result = Notice.problem(Texts.get("console.refused", Reason.of(e)));
            }
            Notice told = result;
            threads.ui().execute(() -> tell(told));
        });
    }

    private void report(CompletableFuture<JsonNode> reply, String key) {
        var unused = reply.exceptionally(e -> {
            threads.ui().execute(() -> {
                if (!ended.get()) {
                    tell(Notice.problem(Texts.get(key, name(), Reason.of(e))));
                }
            });
            return null;
        });
    }

    private void tell(Notice news) {
        notice.set(news);
    }

    private void end(Optional<Refusal> reason) {
        state.set(MachineState.OFF);
        failure.set(reason.map(Refusal::sentence));
        ended.set(true);
    }

    private final class SessionListener implements MachineSession.Listener {
        @Override
        public void stateChanged(MachineState next) {
            threads.ui().execute(() -> {
                if (!ended.get()) {
                    state.set(next);
                }
            });
        }

        @Override
        public void ended(Optional<Refusal> reason) {
            threads.ui().execute(() -> end(reason));
        }
    }

    private final class ConsoleShortcuts implements GuestKeyboard.Shortcuts {
        @Override
        public void releaseGrab() {
            threads.ui().execute(() -> {
                ungrabbed();
                onShortcut.leave();
            });
        }

        @Override
        public boolean pressed(QKeyCode key) {
            if (key == QKeyCode.RET) {
                threads.ui().execute(() -> fullscreen.set(!fullscreen.get()));
                return true;
            }
            if (key == QKeyCode.PGUP || key == QKeyCode.PGDN) {
                threads.ui().execute(() -> onShortcut.step(key == QKeyCode.PGDN ? 1 : -1));
                return true;
            }
            return false;
        }

        @Override
        public boolean pressedWithShift(QKeyCode key) {
            if (key == QKeyCode.C) {
                threads.ui().execute(() -> onShortcut.typeClipboard());
                return true;
            }
            if (key == QKeyCode.S) {
                threads.ui().execute(() -> takeSnapshot());
                return true;
            }
            return false;
        }
    }

    private final class ConsoleInput implements InputListener {
        @Override
        public void key(int evdev, boolean down) {
            keyboard.key(evdev, down);
        }

        @Override
        public void motion(int dx, int dy) {
            pointer.move(dx, dy);
        }

        @Override
        public void button(String button, boolean down) {
            pointer.button(button, down);
        }

        @Override
        public void grabbed(boolean success) {
            threads.ui().execute(() -> {
                grabbed.set(success);
                if (!success) {
                    tell(Notice.problem(Texts.get("console.grab-failed")));
                }
            });
        }
    }
}
