package org.vitrine.app.cli;

import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import picocli.CommandLine.Command;

/** {@code vitrine resume MACHINE}. */
@Command(name = "resume", mixinStandardHelpOptions = true)
final class ResumeCommand extends RunningCommand {
    ResumeCommand(Actions actions) {
        super(actions);
    }

    @Override
    String tell(OpenLibrary open, LibraryMachine machine, MachineSession session) throws Refusal, InterruptedException {
        await(machine, session.resume());
        awaitState(session, MachineState.RUNNING);
        return sentence("cli.resume.done", machine);
    }
}
