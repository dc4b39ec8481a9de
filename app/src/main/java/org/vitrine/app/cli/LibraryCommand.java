package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.LongWork;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that works on the library: opens it, and prints what it did as a sentence or as JSON. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
abstract class LibraryCommand implements Callable<Integer> {
    private final Actions actions;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", descriptionKey = "cli.json")
    private boolean json;

    LibraryCommand(Actions actions) {
        this.actions = actions;
    }

    @Override
    public final Integer call() throws Refusal, InterruptedException {
        try (OpenLibrary open = actions.library()) {
            run(open);
            return ExitCodes.OK;
        }
    }

    /** Does what the command is for. */
    abstract void run(OpenLibrary open) throws Refusal, InterruptedException;

    final Actions actions() {
        return actions;
    }

    /** Prints the result in the form that was asked for. */
    final void print(String sentence, JsonNode node) {
        spec.commandLine().getOut().println(json ? node.toPrettyString() : sentence);
    }

    /** Prints a machine as it now is: in JSON, or as the sentence. */
    final void print(String sentence, OpenLibrary open, LibraryMachine machine) throws InterruptedException {
        open.library().refresh(machine.uuid());
        print(
                sentence,
                open.library()
                        .machine(machine.uuid())
                        .map(MachineReport::json)
                        .orElseGet(JsonNodeFactory.instance::objectNode));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Waits for long work, with per cent on a terminal. */
    final <T> T await(LongWork<T> work) throws Refusal, InterruptedException {
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            work.addListener(changed -> progress.at(Math.max(0, changed.done()), Math.max(1, changed.total())));
            Thread cancel = new Thread(work::cancel, "cancel");
            Runtime.getRuntime().addShutdownHook(cancel);
            try {
                return work.await();
            } finally {
                forget(cancel);
            }
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            System.getLogger(LibraryCommand.class.getName()).log(System.Logger.Level.DEBUG, "ending", e);
        }
    }
}
