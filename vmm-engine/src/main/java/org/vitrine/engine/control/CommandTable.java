package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.machine.MachineControl;

/** All commands by name. */
final class CommandTable implements AutoCloseable {
    private final Map<String, QmpCommand> byName = new LinkedHashMap<>();
    private final KeySequencer keys;

    /** @param jobStatus is told a job's id and its new status */
    CommandTable(MachineControl machine, BiConsumer<String, String> jobStatus) {
        Jobs jobs = new Jobs(jobStatus);
        keys = new KeySequencer(machine);
        List<QmpCommand> commands = new ArrayList<>();
        commands.addAll(new LifecycleCommands(machine).all());
        commands.addAll(new QueryCommands(machine, this::names).all());
        commands.addAll(new InputCommands(machine, keys).all());
        commands.addAll(new BlockCommands(machine.storage()).all());
        commands.addAll(new DisplayCommands(machine).all());
        commands.addAll(jobs.all());
        commands.addAll(new SnapshotCommands(machine.snapshots(), jobs).all());
        for (QmpCommand command : commands) {
            byName.put(command.name(), command);
        }
    }

    @Nullable
    QmpCommand find(String name) {
        return byName.get(name);
    }

    /** Every command's name, that of the negotiation included. */
    List<String> names() {
        List<String> names = new ArrayList<>(byName.keySet());
        names.add(QmpSession.NEGOTIATE);
        return names;
    }

    @Override
    public void close() {
        keys.close();
    }
}
