package org.vitrine.engine.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.storage.MachineDirectory;

/** The configuration of a running machine: as it runs, and as its file says for the next start. */
final class LiveConfig implements ConfigControl {
    /** What a start decides, by the fields' names in the file. */
    private static final Map<String, Function<MachineConfig, Object>> AT_START = atStart();

    private final MachineDirectory directory;
    /** Whether what a run changes is thrown away at its end. */
    private final boolean disposable;
    /** The serial port in the file; this run's may have been directed elsewhere. */
    private final String serial;

    private volatile MachineConfig now;

    private static Map<String, Function<MachineConfig, Object>> atStart() {
        Map<String, Function<MachineConfig, Object>> fields = new LinkedHashMap<>();
        fields.put("processor", MachineConfig::processor);
        fields.put("memoryMiB", MachineConfig::memoryMiB);
        fields.put("memoryBacking", MachineConfig::memoryBacking);
        fields.put("firmware", MachineConfig::firmware);
        fields.put("linux", MachineConfig::linux);
        fields.put("optical", MachineConfig::optical);
        fields.put("disks", MachineConfig::disks);
        fields.put("networks", MachineConfig::networks);
        fields.put("virtio", MachineConfig::virtio);
        fields.put("serial", MachineConfig::serial);
        fields.put("devices", MachineConfig::devices);
        fields.put("lifeCycle.disposable", config -> config.lifeCycle().disposable());
        return fields;
    }

    /** @param started as which the machine is made */
    LiveConfig(MachineConfig started, MachineDirectory directory) {
        this.now = started;
        this.directory = directory;
        this.disposable = started.lifeCycle().disposable();
        String inFile;
        try {
            inFile = directory.config().serial();
        } catch (IOException e) {
            inFile = started.serial();
        }
        this.serial = inFile;
    }

    @Override
    public MachineConfig now() {
        return now;
    }

    /**
     * Follows a change of the hardware, in the file too unless what this run changes is thrown away.
     *
     * @throws MachineException if it breaks a rule or cannot be stored; nothing is changed then
     */
    synchronized void follow(UnaryOperator<MachineConfig> change) throws MachineException {
        MachineConfig next = change.apply(now);
        check(next);
        try {
            if (!disposable) {
                directory.edit(change);
            }
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        now = next;
    }

    private static void check(MachineConfig config) throws MachineException {
        try {
            ConfigRules.check(config);
        } catch (ConfigException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public synchronized List<String> update(String json) throws MachineException {
        try {
            MachineConfig wanted = MachineConfigFile.parse(json, directory.path());
            ConfigRules.checkHostMemory(wanted);
            ConfigRules.checkSecureBoot(wanted.firmware(), Kvm::hasSystemManagementMode);
            if (!wanted.uuid().equals(now.uuid())) {
                throw new MachineException("This configuration is of another machine, %s; this one is %s."
                        .formatted(wanted.uuid(), now.uuid()));
            }
            MachineConfig present = directory.config();
            checkImages(present, wanted);
            directory.edit(before -> keeping(before, wanted));
            LifeCycle life = wanted.lifeCycle().withDisposable(disposable);
            now = now.withName(wanted.name()).withAbout(wanted.about()).withLifeCycle(life);
            return waiting(wanted);
        } catch (ConfigException | IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What a machine is at its next start is its own to say: the snapshot that it grew out of, the state that it goes on from, the file of its variables. */
    private static MachineConfig keeping(MachineConfig before, MachineConfig wanted) {
        MachineConfig kept = wanted.withSnapshot(before.snapshot()).withSaved(before.saved());
        return wanted.firmware().kind() == before.firmware().kind()
                ? kept.withFirmware(
                        wanted.firmware().withVariables(before.firmware().variables()))
                : kept;
    }

    /** A snapshot puts another image behind a disk: whoever does not know of it would take the disk back to what it was before. */
    private static void checkImages(MachineConfig present, MachineConfig wanted) throws MachineException {
        Map<String, MachineConfig.Disk> disks = new HashMap<>();
        present.disks().forEach(disk -> disks.put(disk.id(), disk));
        for (MachineConfig.Disk disk : wanted.disks()) {
            MachineConfig.Disk own = disks.get(disk.id());
            if (own != null && !own.file().equals(disk.file())) {
                throw new MachineException(
                        "The disk \"%s\" has another image by now, %s; read the configuration again, or give a new disk another name."
                                .formatted(disk.id(), own.file()));
            }
        }
    }

    private List<String> waiting(MachineConfig wanted) {
        List<String> names = new ArrayList<>();
        AT_START.forEach((name, field) -> {
            Object runs = name.equals("serial") ? serial : field.apply(now);
            Object waits = field.apply(wanted);
            if (!Objects.equals(runs, waits)) {
                names.add(name);
            }
        });
        return names;
    }
}
