package org.vitrine.app.cli;

import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine start MACHINE}: starts it in the background; a saved one goes on. */
@Command(name = "start", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class StartCommand extends LibraryCommand {
    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String name;

    @Option(names = "--disposable", descriptionKey = "cli.start.disposable")
    private boolean disposable;

    @Option(names = "--discard-saved", descriptionKey = "cli.start.discard-saved")
    private boolean discardSaved;

    StartCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(name);
        if (discardSaved && machine.state() == LibraryMachine.State.SAVED) {
            new MachineSnapshots(open.library()).discardSaved(machine.uuid());
        }
        StartMachine starts = new StartMachine(open.library(), open.host());
        var unused = disposable ? starts.startDisposable(machine.uuid()) : starts.start(machine.uuid());
        print(Texts.get("cli.start.done", machine.name()), open, machine);
    }
}
