package org.vitrine.app.viewmodel.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.BootRequest;
import org.vitrine.app.model.BootRequests;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.HostCondition.Severity;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

/** The place where one begins: discs to open, machines that run, and what the host can do. Used on the ui thread. */
public final class StartViewModel {
    private final Machines machines;
    private final HostCheck host;
    private final Threads threads;
    private final ObservableList<HostFinding> findings = FXCollections.observableArrayList();
    private final ObservableList<MachineItem> running = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper able = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyBooleanWrapper starting = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private Consumer<MachineSession> onOpened = session -> {};

    public StartViewModel(Machines machines, HostCheck host, Threads threads) {
        this.machines = machines;
        this.host = host;
        this.threads = threads;
    }

    /** Who shows a machine that was started. */
    public void setOnOpened(Consumer<MachineSession> action) {
        onOpened = action;
    }

    /** Checks the host and looks for machines, in the background. */
    public void begin() {
        machines.addListener(session -> threads.ui().execute(() -> add(session)));
        threads.background().execute(() -> {
            try {
                int swept = machines.begin();
                if (swept > 0) {
                    threads.ui().execute(() -> notice.set(Notice.information(Texts.get("start.swept", swept))));
                }
            } catch (IOException e) {
                String reason = String.valueOf(e.getMessage());
                threads.ui().execute(() -> notice.set(Notice.problem(Texts.get("start.no-machines", reason))));
            }
        });
        checkHost();
    }

    /** Checks the host again, as after a mend. */
    public void checkHost() {
        threads.background().execute(() -> {
            List<HostFinding> found = host.findings();
            threads.ui().execute(() -> {
                // Who hears of the findings looks at what follows from them.
                able.set(found.stream().noneMatch(finding -> finding.condition().severity() == Severity.FAILURE));
                findings.setAll(found);
            });
        });
    }

    private void add(MachineSession session) {
        MachineItem item = new MachineItem(session, threads);
        session.addListener(new MachineSession.Listener() {
            @Override
            public void ended(Optional<Refusal> failure) {
                threads.ui().execute(() -> running.remove(item));
            }
        });
        if (session.state() != MachineState.OFF) {
            running.add(item);
        }
    }

    public ObservableList<HostFinding> findings() {
        return findings;
    }

    public ObservableList<MachineItem> running() {
        return running;
    }

    /** Whether this host can run guests. */
    public ReadOnlyBooleanProperty ableProperty() {
        return able.getReadOnlyProperty();
    }

    /** Whether a machine is being started. */
    public ReadOnlyBooleanProperty startingProperty() {
        return starting.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** Starts a machine with a disc in its drive, and shows it. */
    public void openDisc(Path iso) {
        starting.set(true);
        notice.set(null);
        threads.background().execute(() -> {
            try {
                MachineSession session = machines.start(new BootRequests(host).configure(BootRequest.ofDisc(iso)));
                threads.ui().execute(() -> {
                    starting.set(false);
                    onOpened.accept(session);
                });
            } catch (Refusal e) {
                threads.ui().execute(() -> {
                    starting.set(false);
                    notice.set(Notice.problem(e.sentence()));
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
