package org.vitrine.app.viewmodel.machine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.library.HostLimits;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.NetworkFailures;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkBootRomFile;

/** A machine's page: the machine as it is, the draft of what it is to become, and the way from one to the other. Used on the ui thread. */
public final class MachinePage implements AutoCloseable {
    private final UUID uuid;
    private final MachineLibrary library;
    private final HostCheck host;
    private final Threads threads;
    private final ReadOnlyObjectWrapper<LibraryMachine> machine = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper gone = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper applying = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyLongWrapper diskUse = new ReadOnlyLongWrapper(-1);
    private final MachineDraft draft;
    private final DraftApplication application;
    private final MachineLibrary.Listener listener = new LibraryListener();
    private final NetworkFailures networks;
    private boolean closed;

    private MachinePage(
            MachineLibrary library,
            HostCheck host,
            MachineEdits edits,
            Trash trash,
            Threads threads,
            LibraryMachine now,
            MachineConfig config) {
        this.uuid = now.uuid();
        this.library = library;
        this.host = host;
        this.threads = threads;
        machine.set(now);
        draft = new MachineDraft(
                config, new DraftLimits(ConfigRules.hostMemoryMiB(), ConfigRules.MAX_CPUS, taken(library, uuid)));
        draft.setRunning(now.isLive());
        application = new DraftApplication(edits, new SessionChanges(() -> library.machine(uuid), trash));
        library.addListener(listener);
        networks = NetworkFailures.follow(library, uuid::equals, threads, this::tell);
        askHost();
    }

    /** @return empty if there is no such machine, or it is damaged */
    public static Optional<MachinePage> open(
            MachineLibrary library, HostCheck host, MachineEdits edits, Trash trash, Threads threads, UUID uuid) {
        Optional<LibraryMachine> now = library.machine(uuid);
        MachineConfig config = now.map(LibraryMachine::config).orElse(null);
        return now.isEmpty() || config == null
                ? Optional.empty()
                : Optional.of(new MachinePage(library, host, edits, trash, threads, now.get(), config));
    }

    private static Set<String> taken(MachineLibrary library, UUID uuid) {
        Collection<String> names = library.names(Optional.of(uuid));
        return new HashSet<>(names);
    }

    /** What KVM allows and the kernel has set aside has to be asked, which takes a moment. */
    private void askHost() {
        threads.background().execute(() -> {
            HostLimits limits = HostLimits.of(host);
            MemoryFacts memory = MemoryFacts.now();
            Set<Network.Model> bootRoms = bootRoms();
            threads.ui().execute(() -> {
                draft.setLimits(draft.limits()
                        .withHost(limits.maxMemoryMiB(), limits.maxCpus(), limits.systemManagement())
                        .withMemory(memory)
                        .withBootRoms(bootRoms));
            });
        });
    }

    private static Set<Network.Model> bootRoms() {
        return Stream.of(Network.Model.values())
                .filter(model -> NetworkBootRomFile.find(model).isPresent())
                .collect(Collectors.toSet());
    }

    public UUID uuid() {
        return uuid;
    }

    public Threads threads() {
        return threads;
    }

    /** The bytes that the machine takes on its disk; negative until that is known. */
    public ReadOnlyLongProperty diskUseProperty() {
        return diskUse.getReadOnlyProperty();
    }

    /** Measures what the machine takes on its disk, in the background. */
    public void measureDiskUse() {
        LibraryMachine now = machine.get();
        threads.background().execute(() -> {
            long bytes = now.diskUse();
            threads.ui().execute(() -> diskUse.set(bytes));
        });
    }

    /** The groups that machines are in. */
    public List<String> groups() {
        return library.machines().stream()
                .map(LibraryMachine::config)
                .filter(Objects::nonNull)
                .map(config -> config.about().group())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** The machine as it was seen last. */
    public ReadOnlyObjectProperty<LibraryMachine> machineProperty() {
        return machine.getReadOnlyProperty();
    }

    /** Whether the machine has left the library. */
    public ReadOnlyBooleanProperty goneProperty() {
        return gone.getReadOnlyProperty();
    }

    public MachineDraft draft() {
        return draft;
    }

    public ReadOnlyBooleanProperty applyingProperty() {
        return applying.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** Tells the user something about this machine. */
    public void tell(Notice news) {
        notice.set(news);
    }

    /** Applies the draft, in the background. */
    public void apply() {
        if (applying.get() || !draft.canApplyProperty().get()) {
            return;
        }
        applying.set(true);
        Edit base = draft.baseEdit();
        Edit sent = draft.edit();
        threads.background().execute(() -> {
            try {
                DraftApplication.Result result = application.apply(base, sent);
                threads.ui().execute(() -> applied(sent, result));
            } catch (Refusal e) {
                threads.ui().execute(() -> failed(e.sentence()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void applied(Edit sent, DraftApplication.Result result) {
        applying.set(false);
        draft.applied(sent, result.config());
        List<String> trouble = result.trouble();
        if (!trouble.isEmpty()) {
            tell(Notice.problem(String.join(" ", trouble)));
        } else {
            tell(Notice.information(
                    result.later()
                            ? Texts.get("page.applied-restart", result.config().name())
                            : Texts.get("page.applied")));
        }
    }

    private void failed(String sentence) {
        applying.set(false);
        tell(Notice.problem(sentence));
    }

    private void show(LibraryMachine now) {
        if (closed) {
            return;
        }
        machine.set(now);
        draft.setRunning(now.isLive());
        MachineConfig config = now.config();
        if (config != null && !applying.get()) {
            boolean pending = !draft.changes().isEmpty() && !config.equals(draft.base());
            draft.rebase(config);
            if (pending && draft.changes().stream().anyMatch(Change::conflict)) {
                tell(Notice.problem(Texts.get("page.changed-elsewhere", config.name())));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        library.removeListener(listener);
        networks.close();
    }

    private final class LibraryListener implements MachineLibrary.Listener {
        @Override
        public void changed(LibraryMachine now) {
            if (now.uuid().equals(uuid)) {
                threads.ui().execute(() -> show(now));
            } else {
                threads.ui().execute(() -> {
                    draft.setLimits(draft.limits().withTakenNames(taken(library, uuid)));
                });
            }
        }

        @Override
        public void removed(UUID which) {
            if (which.equals(uuid)) {
                threads.ui().execute(() -> gone.set(true));
            }
        }
    }
}
