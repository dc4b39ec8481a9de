package org.vitrine.app.cli;

import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineSnapshots;
import picocli.CommandLine.Command;

/** {@code vitrine save MACHINE}: writes its state away and ends it; the next start goes on from there. */
@Command(name = "save", mixinStandardHelpOptions = true)
final class SaveCommand extends RunningCommand {
    SaveCommand(Actions actions) {
        super(actions);
    }

    @Override
    String tell(OpenLibrary open, LibraryMachine machine, MachineSession session) throws Refusal, InterruptedException {
        await(new MachineSnapshots(open.library()).save(machine.uuid()));
        awaitNoted(open, machine);
        return sentence("snapshot.saved", machine);
    }
}
