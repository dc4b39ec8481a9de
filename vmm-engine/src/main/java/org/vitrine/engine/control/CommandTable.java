package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.RunState;
import org.vitrine.engine.machine.SnapshotControl;

/** All commands by name. */
final class CommandTable implements AutoCloseable {
    private final Map<String, QmpCommand> byName = new LinkedHashMap<>();
    private final Runnable release;

    /** Makes the families, which may ask for all names later. */
    private interface Families {
        List<QmpCommand> of(Supplier<List<String>> names);
    }

    private CommandTable(Families families, Runnable release) {
        this.release = release;
        for (QmpCommand command : families.of(this::names)) {
            byName.put(command.name(), command);
        }
    }

    /** @param jobStatus is told a job's id and its new status */
    CommandTable(MachineControl machine, BiConsumer<String, String> jobStatus) {
        this(machine, new Jobs((id, status) -> jobStatus.accept(id, status.qmpName())));
    }

    /** Of a machine that was assembled. */
    CommandTable(MachineControl machine, Jobs jobs) {
        this(machine, jobs, new KeySequencer(machine));
    }

    private CommandTable(MachineControl machine, Jobs jobs, KeySequencer keys) {
        this(names -> ofMachine(machine, jobs, keys, names), keys::close);
    }

    private static List<QmpCommand> ofMachine(
            MachineControl machine, Jobs jobs, KeySequencer keys, Supplier<List<String>> names) {
        List<QmpCommand> commands = new ArrayList<>();
        commands.addAll(new LifecycleCommands(machine).all());
        commands.addAll(new QueryCommands(machine, names).all());
        commands.addAll(new InputCommands(machine, keys).all());
        commands.addAll(new BlockCommands(machine.storage()).all());
        commands.addAll(new HotPlugCommands(machine.storage(), machine.networks()).all());
        commands.addAll(new NetworkCommands(machine.networks()).all());
        commands.addAll(new ConfigCommands(machine.configuration()).all());
        commands.addAll(new UsageCommands(machine).all());
        commands.addAll(new DisplayCommands(machine).all());
        commands.addAll(jobs.all());
        commands.addAll(new SnapshotCommands(machine.snapshots(), jobs).all());
        return commands;
    }

    /** Of a machine that is off. @param quit ends the process */
    static CommandTable ofStored(String name, UUID uuid, SnapshotControl snapshots, Jobs jobs, Runnable quit) {
        return new CommandTable(
                names -> {
                    List<QmpCommand> commands = new ArrayList<>();
                    commands.addAll(new StoppedCommands(name, uuid, RunState.SHUTDOWN.qmpName(), names).all());
                    commands.add(LifecycleCommands.plain("quit", quit));
                    commands.addAll(jobs.all());
                    commands.addAll(new SnapshotCommands(snapshots, jobs).all());
                    return commands;
                },
                () -> {});
    }

    /** While one machine is gone and the next is not there yet: only its jobs can be asked for. */
    static CommandTable between(String name, UUID uuid, Jobs jobs) {
        return new CommandTable(
                names -> {
                    List<QmpCommand> commands = new ArrayList<>();
                    commands.addAll(new StoppedCommands(name, uuid, "restore-vm", names).all());
                    commands.addAll(jobs.all());
                    return commands;
                },
                () -> {});
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
        release.run();
    }
}
