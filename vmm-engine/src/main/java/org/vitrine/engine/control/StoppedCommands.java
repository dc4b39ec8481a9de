package org.vitrine.engine.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.vitrine.engine.qmp.QmpException;

/** What can be asked of a machine while no guest of it is there: what it is, and that it does not run. */
final class StoppedCommands {
    private final String name;
    private final UUID uuid;
    private final String status;
    private final Supplier<List<String>> commandNames;

    /** @param status as QAPI's RunState spells it */
    StoppedCommands(String name, UUID uuid, String status, Supplier<List<String>> commandNames) {
        this.name = name;
        this.uuid = uuid;
        this.status = status;
        this.commandNames = commandNames;
    }

    List<QmpCommand> all() {
        return List.of(
                query("query-version", QmpVersion::version),
                query("query-commands", this::commands),
                query("query-status", this::status),
                query("query-name", () -> Map.of("name", name)),
                query("query-uuid", () -> Map.of("UUID", uuid)));
    }

    private static QmpCommand query(String command, Supplier<Object> answer) {
        return new QmpCommand(command, arguments -> answered(arguments, answer));
    }

    private static Object answered(Arguments arguments, Supplier<Object> answer) throws QmpException {
        arguments.end();
        return answer.get();
    }

    private Object commands() {
        return commandNames.get().stream()
                .map(command -> Map.of("name", command))
                .toList();
    }

    private Object status() {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("status", status);
        reply.put("singlestep", false);
        reply.put("running", false);
        return reply;
    }
}
