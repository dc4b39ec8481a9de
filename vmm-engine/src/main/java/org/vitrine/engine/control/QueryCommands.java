package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.RunState;

/** What a machine is and does: QAPI's {@code query-*} without the drives; {@code query-status} says {@code x-vitrine-disposable} of a run whose changes are thrown away. */
final class QueryCommands {
    private final MachineControl machine;
    private final Supplier<List<String>> commandNames;

    QueryCommands(MachineControl machine, Supplier<List<String>> commandNames) {
        this.machine = machine;
        this.commandNames = commandNames;
    }

    List<QmpCommand> all() {
        return List.of(
                query("query-version", QmpVersion::version),
                query("query-commands", this::commands),
                query("query-status", this::status),
                query("query-cpus-fast", this::cpus),
                query("query-kvm", () -> Map.of("enabled", true, "present", true)),
                query("query-name", () -> Map.of("name", machine.name())),
                query("query-uuid", () -> Map.of("UUID", machine.uuid())));
    }

    private static QmpCommand query(String name, Supplier<Object> answer) {
        return new QmpCommand(name, arguments -> {
            arguments.end();
            return answer.get();
        });
    }

    private Object commands() {
        return commandNames.get().stream().map(name -> Map.of("name", name)).toList();
    }

    private Object status() {
        RunState state = machine.state();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("status", state.qmpName());
        status.put("singlestep", false);
        status.put("running", state == RunState.RUNNING);
        if (machine.configuration().now().lifeCycle().disposable()) {
            status.put("x-vitrine-disposable", true);
        }
        return status;
    }

    private Object cpus() {
        List<Object> cpus = new ArrayList<>();
        for (MachineControl.CpuInfo cpu : machine.cpus()) {
            int index = cpus.size();
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("core-id", index);
            place.put("thread-id", 0);
            place.put("socket-id", 0);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("thread-id", cpu.threadId());
            entry.put("props", place);
            entry.put("qom-path", "/machine/unattached/device[%d]".formatted(index));
            entry.put("cpu-index", index);
            entry.put("target", "x86_64");
            cpus.add(entry);
        }
        return cpus;
    }
}
