package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vitrine restore [MACHINE]}: brings a machine back from the trash, or lists those that are in it. */
@Command(name = "restore", mixinStandardHelpOptions = true)
final class RestoreCommand extends LibraryCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "MACHINE", descriptionKey = "cli.restore.machine")
    private List<String> names = new ArrayList<>();

    RestoreCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        Trash trash = open.trash();
        List<Trash.TrashedMachine> all = trash.list();
        if (names.isEmpty()) {
            list(all);
            return;
        }
        LibraryMachine machine = trash.restore(named(names.getFirst(), all));
        open.updateAutostart();
        print(Texts.get("cli.restore.done", machine.name()), open, machine);
    }

    private void list(List<Trash.TrashedMachine> all) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        all.forEach(machine -> nodes.add(DeleteCommand.json(machine)));
        print(
                all.isEmpty()
                        ? Texts.get("cli.restore.empty")
                        : all.stream()
                                .map(machine -> "%s  %s  %s"
                                        .formatted(machine.uuid(), machine.name(), Sizes.bytes(machine.bytes())))
                                .collect(Collectors.joining(System.lineSeparator())),
                nodes);
    }

    private static Trash.TrashedMachine named(String text, List<Trash.TrashedMachine> all) throws Refusal {
        List<Trash.TrashedMachine> found = all.stream()
                .filter(machine -> machine.uuid().toString().equalsIgnoreCase(text)
                        || machine.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
                .toList();
        if (found.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.restore.none", text);
        }
        if (found.size() > 1) {
            throw Refusal.of(
                    Refusal.Cause.INPUT,
                    "library.ambiguous",
                    text,
                    found.stream()
                            .map(machine -> machine.uuid().toString())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return found.getFirst();
    }
}
