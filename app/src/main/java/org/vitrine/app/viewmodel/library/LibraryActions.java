package org.vitrine.app.viewmodel.library;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Reason;
import org.vitrine.app.viewmodel.Threads;

/** Carries out what the user asks of machines in the library, and says what came of it. Used on the ui thread. */
public final class LibraryActions {
    private final MachineDeeds deeds;
    private final Threads threads;
    private final Consumer<Notice> tell;
    private Consumer<MachineSession> onShow = session -> {};
    private Consumer<UUID> onOpen = uuid -> {};
    private BiConsumer<MachineAction, MachineFacts> onName = (action, machine) -> {};

    /** @param tell shows a notice */
    public LibraryActions(MachineDeeds deeds, Threads threads, Consumer<Notice> tell) {
        this.deeds = deeds;
        this.threads = threads;
        this.tell = tell;
    }

    /** Who shows a console, and who a machine's page. */
    public void setOnward(Consumer<MachineSession> show, Consumer<UUID> open) {
        onShow = show;
        onOpen = open;
    }

    /** Who asks for the name that renaming or cloning a machine takes. */
    public void setOnName(BiConsumer<MachineAction, MachineFacts> ask) {
        onName = ask;
    }

    /** Does the one thing that is done most: shows what runs, starts what does not. */
    public void primary(MachineItem machine) {
        run(MachineAction.primary(machine.facts()), List.of(machine));
    }

    /** Does something to machines that can take it. Force Off and Shut Down of many, and all that loses something, ask first. */
    public void run(MachineAction action, Collection<MachineItem> machines) {
        List<MachineFacts> fitting =
                machines.stream().map(MachineItem::facts).filter(action::fits).toList();
        if (fitting.isEmpty()) {
            return;
        }
        switch (action) {
            case START -> fitting.forEach(machine -> start(machine.uuid(), deeds::start, fitting.size() == 1));
            case START_DISPOSABLE ->
                fitting.forEach(machine -> start(machine.uuid(), deeds::startDisposable, fitting.size() == 1));
            case SHOW -> fitting.getFirst().session().ifPresent(onShow);
            case PAUSE -> each(fitting, MachineSession::pause, "console.pause-failed");
            case RESUME -> each(fitting, MachineSession::resume, "console.pause-failed");
            case SHUT_DOWN -> {
                each(fitting, MachineSession::shutDown, "console.shutdown-failed");
                tell.accept(Notice.information(Texts.get(
                        "library.shutdown-asked",
                        fitting.size(),
                        fitting.getFirst().name())));
            }
            case SAVE -> fitting.forEach(this::save);
            case FORCE_OFF ->
                tell.accept(Notice.question(
                        Texts.get(
                                "library.force-off-question",
                                fitting.size(),
                                fitting.getFirst().name()),
                        action.label(),
                        () -> each(fitting, MachineSession::forceOff, "library.force-off-failed")));
            case OPEN -> onOpen.accept(fitting.getFirst().uuid());
            case RENAME, CLONE -> onName.accept(action, fitting.getFirst());
            case TRASH -> trash(fitting);
        }
    }

    /** Starts a machine that was just made, and shows it. */
    public void start(UUID uuid) {
        start(uuid, deeds::start, true);
    }

    private interface Start {
        MachineSession of(UUID uuid) throws Refusal, InterruptedException;
    }

    private void start(UUID uuid, Start start, boolean alone) {
        inBackground(() -> {
            MachineSession session = start.of(uuid);
            if (alone) {
                threads.ui().execute(() -> onShow.accept(session));
            }
        });
    }

    private void save(MachineFacts machine) {
        inBackground(() -> deeds.save(machine.uuid()));
    }

    /** Moves machines to the trash; the notice takes it back. */
    private void trash(List<MachineFacts> machines) {
        inBackground(() -> {
            List<MachineDeeds.Trashed> gone = new ArrayList<>();
            try {
                for (MachineFacts machine : machines) {
                    gone.add(deeds.trash(machine.uuid()));
                }
            } finally {
                if (!gone.isEmpty()) {
                    long bytes =
                            gone.stream().mapToLong(MachineDeeds.Trashed::bytes).sum();
                    Notice notice = Notice.undoable(
                            Texts.get(
                                    "library.trashed",
                                    gone.size(),
                                    machines.getFirst().name(),
                                    Sizes.bytes(bytes)),
                            Texts.get("library.undo"),
                            () -> restore(gone));
                    threads.ui().execute(() -> tell.accept(notice));
                }
            }
        });
    }

    private void restore(List<MachineDeeds.Trashed> gone) {
        inBackground(() -> {
            for (MachineDeeds.Trashed machine : gone) {
                machine.restore();
            }
        });
    }

    /** Gives a machine another name. */
    public void rename(UUID uuid, String name) {
        inBackground(() -> deeds.rename(uuid, name));
    }

    /** Makes a machine of its own that is as this one is now. @param linked whether the two share disks until one of them writes */
    public void clone(UUID uuid, String name, boolean linked) {
        inBackground(() -> deeds.clone(uuid, name, linked));
    }

    /** Puts machines into a group. @param group its name; empty takes them out of theirs */
    public void group(Collection<MachineItem> machines, String group) {
        List<UUID> moved = machines.stream()
                .map(MachineItem::facts)
                .filter(machine -> machine.stored() && !machine.group().equals(group))
                .map(MachineFacts::uuid)
                .toList();
        inBackground(() -> {
            for (UUID uuid : moved) {
                deeds.group(uuid, group);
            }
        });
    }

    private interface Command {
        CompletableFuture<?> of(MachineSession session);
    }

    private void each(List<MachineFacts> machines, Command command, String failure) {
        for (MachineFacts machine : machines) {
            machine.session().ifPresent(session -> {
                var unused = command.of(session).exceptionally(e -> {
                    Notice notice = Notice.problem(Texts.get(failure, machine.name(), Reason.of(e)));
                    threads.ui().execute(() -> tell.accept(notice));
                    return null;
                });
            });
        }
    }

    private interface Work {
        void run() throws Refusal, InterruptedException;
    }

    private void inBackground(Work work) {
        threads.background().execute(() -> {
            try {
                work.run();
            } catch (Refusal e) {
                threads.ui().execute(() -> tell.accept(Notice.problem(e.sentence())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
