package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vitrine delete MACHINE}: moves it to the desktop's trash. */
@Command(name = "delete", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class DeleteCommand extends LibraryCommand {
    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String name;

    DeleteCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(name);
        Trash.TrashedMachine trashed = open.trash().put(machine.uuid());
        open.updateAutostart();
        print(Texts.get("cli.delete.done", trashed.name(), Sizes.bytes(trashed.bytes())), json(trashed));
    }

    static ObjectNode json(Trash.TrashedMachine trashed) {
        return object().put("uuid", trashed.uuid().toString())
                .put("name", trashed.name())
                .put("bytes", trashed.bytes());
    }
}
