package org.vitrine.app.viewmodel.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.NetworkFailures;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.Reason;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.qmp.QmpClient;

/** A machine's console: its state in words, and what its buttons ask of the machine. Used on the ui thread. */
public final class ConsoleViewModel implements AutoCloseable {
    private final MachineSession session;
    private final Threads threads;
    private final ReadOnlyObjectWrapper<MachineState> state = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper ended = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<String>> failure = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final NoticeBoard notices = new NoticeBoard();
    private final ToldWork work;
    private final ConsoleInput input;
    private final TypingModel typing;
    private final Screenshots screenshots;
    private final MachineSession.Listener listener = new SessionListener();
    private final QmpClient.Registration networks;

    public ConsoleViewModel(MachineSession session, Threads threads, UserFolders folders) {
        this.session = session;
        this.threads = threads;
        work = new ToldWork(threads, notices);
        input = new ConsoleInput(session, threads, notices);
        typing = new TypingModel(session, input.keyboard(), threads, notices);
        screenshots = new Screenshots(session, folders, threads, work);
        state.set(session.state());
        session.addListener(listener);
        networks = NetworkFailures.follow(session, threads, notices::tell);
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

    /** What is told here. */
    public NoticeBoard notices() {
        return notices;
    }

    /** Where the host's keyboard and mouse go. */
    public ConsoleInput input() {
        return input;
    }

    public TypingModel typing() {
        return typing;
    }

    public Screenshots screenshots() {
        return screenshots;
    }

    /** What the window is called: it says how to leave the grab while there is one. */
    public ObservableValue<String> titleProperty() {
        return Bindings.createStringBinding(
                () -> input.grabbedProperty().get() ? Texts.get("console.title-grabbed", name()) : name(),
                input.grabbedProperty());
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
        notices.tell(
                Notice.question(Texts.get("console.reset-question", name()), Texts.get("console.reset"), this::reset));
    }

    void reset() {
        report(session.reset(), "console.reset-failed");
    }

    /** Asks the guest to shut down, and says so: it may take its time, or not listen. */
    public void shutDown() {
        report(session.shutDown(), "console.shutdown-failed");
        notices.tell(Notice.information(Texts.get("console.shutdown-asked", name())));
    }

    /** Asks whether to pull the plug. */
    public void askForceOff() {
        notices.tell(Notice.question(
                Texts.get("console.force-off-question", name()), Texts.get("console.force-off"), this::forceOff));
    }

    void forceOff() {
        // The reply may be lost as the process ends.
        var unused = session.forceOff();
    }

    /** Puts another disc in. */
    public void insertDisc(Path iso) {
        work.begin(() -> {
            IsoImage.check(iso);
            session.insertDisc(iso).join();
            return Notice.information(Texts.get("console.disc-inserted", String.valueOf(iso.getFileName())));
        });
    }

    public void ejectDisc() {
        work.begin(() -> {
            session.ejectDisc().join();
            return Notice.information(Texts.get("console.disc-ejected"));
        });
    }

    /** Takes a snapshot, named by the time; a throw-away machine has none. */
    public void takeSnapshot() {
        notices.tell(Notice.information(Texts.get("console.snapshot-taking")));
        String called = LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT));
        work.begin(() -> {
            new SnapshotJob(session).run(called);
            return Notice.information(Texts.get("snapshot.taken", called));
        });
    }

    /** Removes what a failed machine left. */
    public void sweep() {
        threads.background().execute(session::sweep);
    }

    /** The view of the machine goes; the machine stays. */
    @Override
    public void close() {
        typing.stop();
        input.focusLost();
        session.removeListener(listener);
        networks.close();
    }

    private void report(CompletableFuture<JsonNode> reply, String key) {
        var unused = reply.exceptionally(e -> {
            threads.ui().execute(() -> {
                if (!ended.get()) {
                    notices.tell(Notice.problem(Texts.get(key, name(), Reason.of(e))));
                }
            });
            return null;
        });
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
}
