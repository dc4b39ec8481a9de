package org.vitrine.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine snapshot MACHINE tree|take|revert|delete|check|describe [SNAPSHOT]}: of a machine that runs, is saved or off. */
@Command(name = "snapshot", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class SnapshotCommand extends LibraryCommand {
    /** What can be done; the names are those of the command line. */
    @SuppressWarnings("checkstyle:ConstantName")
    enum Action {
        tree,
        take,
        revert,
        delete,
        check,
        describe
    }

    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String machineName;

    @Parameters(
            index = "1",
            paramLabel = "tree|take|revert|delete|check|describe",
            descriptionKey = "cli.snapshot.action")
    private Action action;

    @Parameters(index = "2", arity = "0..1", paramLabel = "SNAPSHOT", descriptionKey = "cli.snapshot.name")
    private List<String> names = new ArrayList<>();

    @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "cli.snapshot.note")
    private @Nullable String note;

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "cli.snapshot.new-name")
    private @Nullable String newName;

    @Option(names = "--keep", paramLabel = "NAME", descriptionKey = "cli.snapshot.keep")
    private @Nullable String keep;

    SnapshotCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(machineName);
        MachineSnapshots snapshots = new MachineSnapshots(open.library());
        UUID uuid = machine.uuid();
        if (action == Action.tree) {
            SnapshotReport report = new SnapshotReport(snapshots.tree(uuid));
            print(report.text(), report.json());
            return;
        }
        if (names.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.snapshot.which", action.name());
        }
        String name = names.getFirst();
        if (action == Action.take) {
            finish(snapshots.take(uuid, name, note == null ? "" : note), snapshots, uuid);
            return;
        }
        Snapshot snapshot = snapshots.tree(uuid).named(name);
        switch (action) {
            case revert -> finish(snapshots.revert(uuid, snapshot, Optional.ofNullable(keep)), snapshots, uuid);
            case delete -> finish(snapshots.delete(uuid, snapshot), snapshots, uuid);
            case check -> finish(snapshots.check(uuid, snapshot), snapshots, uuid);
            case describe -> {
                snapshots.describe(
                        uuid,
                        snapshot,
                        newName == null ? snapshot.name() : newName,
                        note == null ? snapshot.note() : note);
                SnapshotReport report = new SnapshotReport(snapshots.tree(uuid));
                print(report.text(), report.json());
            }
            case tree, take -> throw new IllegalStateException(action.name());
        }
    }

    private void finish(LongWork<?> work, MachineSnapshots snapshots, UUID uuid) throws Refusal, InterruptedException {
        await(work);
        print(work.sentence(), new SnapshotReport(snapshots.tree(uuid)).json());
    }
}
