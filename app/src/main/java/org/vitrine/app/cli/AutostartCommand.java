package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.SessionAutostart;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Command;

/** {@code vitrine autostart}: starts the machines that start with the session; the desktop runs it at login. */
@Command(name = "autostart", mixinStandardHelpOptions = true)
final class AutostartCommand extends LibraryCommand {
    AutostartCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        StartMachine starts = new StartMachine(open.library(), open.host());
        List<String> started = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (UUID uuid : SessionAutostart.wanted(open.library())) {
            LibraryMachine machine = open.library().machine(uuid).orElseThrow();
            if (machine.isStartable()) {
                try {
                    var unused = starts.start(uuid);
                    started.add(machine.name());
                } catch (Refusal e) {
                    // One that fails keeps no other from its start.
                    failures.add(machine.name() + ": " + e.sentence());
                }
            }
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        started.forEach(names::add);
        print(
                started.isEmpty()
                        ? Texts.get("cli.autostart.none")
                        : Texts.get("cli.autostart.done", String.join(", ", started)),
                names);
        if (!failures.isEmpty()) {
            throw Refusal.inWords(Refusal.Cause.GUEST, String.join(" ", failures));
        }
    }
}
