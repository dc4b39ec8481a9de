package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.vitrine.app.model.library.LibraryMachine;
import picocli.CommandLine.Command;

/** {@code vitrine list}: all machines, those too that cannot be used. */
@Command(name = "list", mixinStandardHelpOptions = true)
final class ListCommand extends LibraryCommand {
    ListCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) {
        List<LibraryMachine> machines = open.library().machines();
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        machines.forEach(machine -> nodes.add(MachineReport.json(machine)));
        print(MachineReport.table(machines), nodes);
    }
}
