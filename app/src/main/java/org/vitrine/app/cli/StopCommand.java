package org.vitrine.app.cli;

import java.time.Duration;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine stop MACHINE}: asks the guest to shut down, or pulls the plug, and waits until the machine is off. */
@Command(name = "stop", mixinStandardHelpOptions = true)
final class StopCommand extends RunningCommand {
    @Option(names = "--force", descriptionKey = "cli.stop.force")
    private boolean force;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60", descriptionKey = "cli.stop.wait")
    private int seconds;

    StopCommand(Actions actions) {
        super(actions);
    }

    @Override
    String tell(OpenLibrary open, LibraryMachine machine, MachineSession session) throws Refusal, InterruptedException {
        if (seconds < 0) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.stop.wait-wrong", Integer.toString(seconds));
        }
        if (force) {
            pullThePlug(machine, session);
        } else {
            await(machine, session.shutDown());
        }
        if (seconds == 0) {
            return sentence("cli.stop.asked", machine);
        }
        if (!session.awaitEnd(Duration.ofSeconds(seconds))) {
            throw Refusal.of(Refusal.Cause.GUEST, "cli.stop.still-runs", machine.name(), Integer.toString(seconds));
        }
        awaitNoted(open, machine);
        return Texts.get("cli.stop.done", machine.name());
    }

    private static void pullThePlug(LibraryMachine machine, MachineSession session)
            throws Refusal, InterruptedException {
        try {
            await(machine, session.forceOff());
        } catch (Refusal e) {
            // It may end before it answers.
            if (!session.awaitEnd(Duration.ofSeconds(10))) {
                throw e;
            }
        }
    }
}
