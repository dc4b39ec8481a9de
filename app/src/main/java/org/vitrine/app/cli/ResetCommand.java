package org.vitrine.app.cli;

import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import picocli.CommandLine.Command;

/** {@code vitrine reset MACHINE}. */
@Command(name = "reset", mixinStandardHelpOptions = true)
final class ResetCommand extends RunningCommand {
    ResetCommand(Actions actions) {
        super(actions);
    }

    @Override
    String tell(OpenLibrary open, LibraryMachine machine, MachineSession session) throws Refusal, InterruptedException {
        await(machine, session.reset());
        return sentence("cli.reset.done", machine);
    }
}
