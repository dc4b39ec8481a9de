package org.vitrine.app.cli;

import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import picocli.CommandLine.Command;

/** {@code vitrine pause MACHINE}. */
@Command(name = "pause", mixinStandardHelpOptions = true)
final class PauseCommand extends RunningCommand {
    PauseCommand(Actions actions) {
        super(actions);
    }

    @Override
    String tell(OpenLibrary open, LibraryMachine machine, MachineSession session) throws Refusal, InterruptedException {
        await(machine, session.pause());
        awaitState(session, MachineState.PAUSED);
        return sentence("cli.pause.done", machine);
    }
}
