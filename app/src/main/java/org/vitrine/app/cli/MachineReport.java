package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.MachineConfig;

/** Machines as {@code vitrine list} and the other commands print them. */
final class MachineReport {
    private MachineReport() {}

    /** As a table with a heading; empty if there is none. */
    static String table(List<LibraryMachine> machines) {
        if (machines.isEmpty()) {
            return Texts.get("cli.list.none");
        }
        int width = machines.stream()
                .mapToInt(machine -> machine.name().length())
                .max()
                .orElse(0);
        StringBuilder table = new StringBuilder();
        for (LibraryMachine machine : machines) {
            MachineConfig config = machine.config();
            String hardware = config == null
                    ? ""
                    : Texts.get("machine.details", Sizes.mebibytes(config.memoryMiB()), config.cpus());
            table.append(String.format(
                            Locale.ROOT,
                            "%s  %-" + width + "s  %-10s  %s",
                            machine.uuid(),
                            machine.name(),
                            state(machine),
                            hardware)
                    .stripTrailing());
            machine.reason()
                    .ifPresent(reason ->
                            table.append(System.lineSeparator()).append("    ").append(reason.replaceAll("\\R", " ")));
            table.append(System.lineSeparator());
        }
        return table.toString().stripTrailing();
    }

    private static String state(LibraryMachine machine) {
        return Texts.get("machine-state." + word(machine));
    }

    private static String word(LibraryMachine machine) {
        return machine.state().name().toLowerCase(Locale.ROOT);
    }

    static ObjectNode json(LibraryMachine machine) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("uuid", machine.uuid().toString());
        node.put("name", machine.name());
        node.put("state", word(machine));
        machine.reason().ifPresent(reason -> node.put("reason", reason));
        node.put("folder", machine.folder().path().toString());
        MachineConfig config = machine.config();
        if (config != null) {
            node.put("memoryMiB", config.memoryMiB());
            node.put("cpus", config.cpus());
            node.put("firmware", config.firmware().kind().word());
            About about = config.about();
            put(node, "system", about.system());
            put(node, "group", about.group());
            about.tags().forEach(node.putArray("tags")::add);
            node.put("startWithSession", config.lifeCycle().startWithSession());
        }
        node.put("diskUse", machine.diskUse());
        put(node, "created", machine.history().created());
        put(node, "started", machine.history().started());
        put(node, "ended", machine.history().ended());
        if (machine.session().isPresent()) {
            node.put("disposable", machine.isDisposableRun());
        }
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
