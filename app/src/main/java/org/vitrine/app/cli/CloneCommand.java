package org.vitrine.app.cli;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine clone MACHINE NAME}: another machine that is as this one is, or was. */
@Command(name = "clone", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class CloneCommand extends LibraryCommand {
    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String machineName;

    @Parameters(index = "1", paramLabel = "NAME", descriptionKey = "cli.clone.name")
    private String name;

    @Option(names = "--snapshot", paramLabel = "SNAPSHOT", descriptionKey = "cli.clone.snapshot")
    private @Nullable String snapshotName;

    @Option(names = "--linked", descriptionKey = "cli.clone.linked")
    private boolean linked;

    CloneCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(machineName);
        MachineSnapshots snapshots = new MachineSnapshots(open.library());
        Optional<Snapshot> snapshot = snapshotName == null
                ? Optional.empty()
                : Optional.of(snapshots.tree(machine.uuid()).named(snapshotName));
        UUID uuid = await(snapshots.clone(machine.uuid(), snapshot, name, linked));
        Optional<LibraryMachine> made = open.library().machine(uuid);
        if (made.isPresent()) {
            print(Texts.get("cli.create.done", name, uuid), open, made.get());
        }
    }
}
