package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.app.detect.KnownSystem;
import org.vitrine.app.model.ConfigSentence;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.Names;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.AboutRules;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkBootRomFile;
import org.vitrine.engine.config.Processor;

/** What is wrong with an edit, each with the part whose field says it. */
final class DraftRules {
    private static final String NO_SERIAL = "none";

    private final MachineConfig config;
    private final DraftLimits limits;
    private final Map<Part, Problem> problems = new LinkedHashMap<>();

    private DraftRules(MachineConfig config, DraftLimits limits) {
        this.config = config;
        this.limits = limits;
    }

    /** @param running whether the machine runs */
    static Map<Part, Problem> check(Edit edit, DraftLimits limits, boolean running) {
        DraftRules rules = new DraftRules(edit.config(), limits);
        rules.checkAbout();
        rules.checkProcessor();
        rules.checkMemory();
        rules.problems.putAll(MemoryChecks.check(edit.config(), limits.memory(), running));
        rules.checkSerial();
        rules.checkDisks();
        rules.problems.putAll(NetworkChecks.check(edit, limits, running));
        rules.checkSecureBoot();
        rules.checkBootOrder();
        rules.checkPorts();
        rules.checkRest();
        return Map.copyOf(rules.problems);
    }

    private void error(Part part, String key, Object... arguments) {
        problems.putIfAbsent(part, Problem.error(Texts.get(key, arguments)));
    }

    private void checkAbout() {
        try {
            Names.check(config.name(), limits.takenNames());
        } catch (Refusal e) {
            problems.put(Setting.NAME, Problem.error(e.sentence()));
        }
        if (config.about().notes().length() > AboutRules.MAX_NOTES_LENGTH) {
            error(Setting.NOTES, "problem.notes-long", Integer.toString(AboutRules.MAX_NOTES_LENGTH));
        }
        String group = config.about().group();
        if (group != null && (group.isBlank() || group.length() > AboutRules.MAX_WORD_LENGTH)) {
            error(Setting.GROUP, "problem.word-long", AboutRules.MAX_WORD_LENGTH);
        }
        List<String> tags = config.about().tags();
        if (tags.stream().anyMatch(tag -> tag.isBlank() || tag.length() > AboutRules.MAX_WORD_LENGTH)) {
            error(Setting.TAGS, "problem.word-long", AboutRules.MAX_WORD_LENGTH);
        } else if (tags.size() > AboutRules.MAX_TAGS) {
            error(Setting.TAGS, "problem.tags-many", AboutRules.MAX_TAGS);
        } else if (new HashSet<>(tags).size() < tags.size()) {
            error(Setting.TAGS, "problem.tags-twice");
        }
    }

    private void checkProcessor() {
        Processor processor = config.processor();
        int most = Math.min(limits.maxCpus(), ConfigRules.MAX_CPUS);
        if (processor.sockets() < 1 || processor.cores() < 1 || processor.threads() < 1) {
            error(Setting.PROCESSOR, "problem.cpus-none");
        } else if (processor.cpus() > most) {
            boolean flat = processor.sockets() == 1 && processor.threads() == 1;
            error(
                    Setting.PROCESSOR,
                    flat ? "problem.cpus-many" : "problem.topology-many",
                    Integer.toString(processor.cpus()),
                    most,
                    processor.sockets(),
                    processor.cores(),
                    processor.threads());
        }
    }

    private void checkMemory() {
        int memory = config.memoryMiB();
        if (memory < ConfigRules.MIN_MEMORY_MIB) {
            error(Setting.MEMORY, "problem.memory-small", ConfigRules.MIN_MEMORY_MIB);
        } else if (memory > limits.hostMemoryMiB()) {
            error(
                    Setting.MEMORY,
                    "problem.memory-host",
                    Sizes.mebibytes(memory),
                    Sizes.mebibytes(limits.hostMemoryMiB()));
        } else {
            Optional.ofNullable(config.about().system())
                    .flatMap(KnownSystem::find)
                    .filter(system -> memory < system.minimum().memoryMiB())
                    .ifPresent(system -> problems.putIfAbsent(
                            Setting.MEMORY,
                            Problem.warning(Texts.get(
                                    "problem.memory-system",
                                    system.name(),
                                    Sizes.mebibytes(system.minimum().memoryMiB())))));
        }
    }

    private void checkSerial() {
        if (config.serial().isBlank()) {
            error(Setting.SERIAL, "problem.serial-empty");
        } else if (!config.serial().equals(NO_SERIAL) && config.serial().indexOf('\0') >= 0) {
            error(Setting.SERIAL, "problem.serial-unusable");
        }
    }

    private void checkDisks() {
        Map<Path, Disk> files = new HashMap<>();
        Set<Disk> atAhci = new HashSet<>();
        for (Disk disk : config.disks()) {
            if (files.putIfAbsent(disk.file().toAbsolutePath().normalize(), disk) != null) {
                error(
                        new DiskPart(disk.id(), DiskPart.Field.PRESENCE),
                        "problem.disk-twice",
                        String.valueOf(disk.file().getFileName()));
            }
            if (disk.bus() == Disk.Bus.AHCI) {
                atAhci.add(disk);
                if (config.optical().size() + atAhci.size() > ConfigRules.MAX_OPTICAL) {
                    error(new DiskPart(disk.id(), DiskPart.Field.BUS), "problem.ahci-full", ConfigRules.MAX_OPTICAL);
                }
            }
        }
        if (config.disks().size() > ConfigRules.MAX_DISKS) {
            error(
                    new DiskPart(config.disks().getLast().id(), DiskPart.Field.PRESENCE),
                    "problem.disks-many",
                    ConfigRules.MAX_DISKS);
        }
        if (config.optical().size() > ConfigRules.MAX_OPTICAL) {
            error(
                    new DrivePart(config.optical().getLast().id(), DrivePart.Field.PRESENCE),
                    "problem.ahci-full",
                    ConfigRules.MAX_OPTICAL);
        }
    }

    private void checkSecureBoot() {
        try {
            ConfigRules.checkSecureBoot(config.firmware(), limits::systemManagement);
        } catch (ConfigException e) {
            problems.put(Setting.SECURE_BOOT, Problem.error(ConfigSentence.of(e)));
        }
    }

    private void checkBootOrder() {
        List<Network> networks = config.networks();
        for (Network network : networks) {
            if (NetworkBootRomFile.isNeeded(network, config.firmware().kind())
                    && !limits.bootRoms().contains(network.model())) {
                problems.putIfAbsent(
                        Setting.BOOT_ORDER,
                        Problem.warning(Texts.get(
                                "problem.boot-rom", networks.indexOf(network) + 1, NetworkBootRomFile.PACKAGE)));
            }
        }
    }

    private void checkPorts() {
        try {
            ConfigRules.checkVirtioPorts(config.virtio().ports());
        } catch (ConfigException e) {
            problems.put(Setting.PORTS, Problem.error(ConfigSentence.of(e)));
        }
    }

    /** What the engine refuses besides: it comes about by editing the file. */
    private void checkRest() {
        if (problems.values().stream().noneMatch(Problem::blocking)) {
            try {
                ConfigRules.check(config);
            } catch (ConfigException e) {
                problems.put(Setting.DEVICES, Problem.error(ConfigSentence.of(e)));
            }
        }
    }
}
