package org.vitrine.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine edit MACHINE}: changes its configuration, by options or as a whole. */
@Command(name = "edit", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class EditCommand extends LibraryCommand {
    private static final int MAX_BYTES = 1 << 20;

    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String machineName;

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "cli.edit.name")
    private @Nullable String name;

    @Option(names = "--insert", paramLabel = "ISO", descriptionKey = "cli.edit.insert")
    private @Nullable Path disc;

    @Option(names = "--eject", descriptionKey = "cli.edit.eject")
    private boolean eject;

    @Option(names = "--discard", paramLabel = "DISK=unmap|ignore", descriptionKey = "cli.edit.discard")
    private Map<String, String> discards = new LinkedHashMap<>();

    @Option(names = "--boot-menu", negatable = true, descriptionKey = "cli.edit.boot-menu")
    private @Nullable Boolean bootMenu;

    @Option(names = "--file", paramLabel = "FILE", descriptionKey = "cli.edit.file")
    private @Nullable Path file;

    @Option(names = "--print", descriptionKey = "cli.edit.print")
    private boolean print;

    @Mixin
    private HardwareOptions hardware;

    EditCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(machineName);
        MachineConfig present = machine.config();
        if (present == null) {
            throw Refusal.inWords(Refusal.Cause.INPUT, machine.reason().orElse(machine.name()));
        }
        MachineEdits edits = new MachineEdits(open.library(), open.host());
        if (file == null) {
            if (!changed(present).equals(present)) {
                apply(open, machine, edits.apply(machine.uuid(), this::changed));
            } else if (print) {
                print(MachineEdits.text(machine, present).stripTrailing(), MachineReport.json(machine));
            } else {
                print(Texts.get("cli.edit.nothing", machine.name()), MachineReport.json(machine));
            }
            return;
        }
        MachineConfig wanted = edits.parse(machine, content(file));
        apply(open, machine, edits.apply(machine.uuid(), present, wanted));
    }

    private void apply(OpenLibrary open, LibraryMachine machine, MachineEdits.Result result)
            throws Refusal, InterruptedException {
        open.updateAutostart();
        String sentence = result.atNextStart().isEmpty()
                ? Texts.get("cli.edit.done", result.config().name())
                : Texts.get("cli.edit.later", result.config().name(), String.join(", ", result.atNextStart()));
        print(sentence, open, machine);
    }

    private MachineConfig changed(MachineConfig config) throws Refusal {
        Firmware firmware = hardware.firmware(config.firmware());
        return config.withName(name == null ? config.name() : name)
                .withAbout(hardware.about(config.about()))
                .withProcessor(hardware.processor(config.processor()))
                .withMemoryMiB(hardware.memory(config.memoryMiB()))
                .withMemoryBacking(hardware.memoryBacking(config.memoryBacking()))
                .withFirmware(bootMenu == null ? firmware : firmware.withBootMenu(bootMenu))
                .withLifeCycle(hardware.lifeCycle(config.lifeCycle()))
                .withNetworks(hardware.networks(
                        config.networks(),
                        UsualHardware.of(config.about().system()).model()))
                .withVirtio(hardware.virtio(config.virtio()))
                .withDisks(disks(config))
                .withOptical(optical(config));
    }

    private List<Disk> disks(MachineConfig config) throws Refusal {
        List<Disk> disks = new ArrayList<>(config.disks());
        for (Map.Entry<String, String> each : discards.entrySet()) {
            Disk.Discard discard = Disk.Discard.of(each.getValue())
                    .orElseThrow(() -> Refusal.of(
                            Refusal.Cause.INPUT, "cli.hardware.word", "--discard", each.getValue(), "unmap, ignore"));
            int index = disks.stream().map(Disk::id).toList().indexOf(each.getKey());
            if (index < 0) {
                throw Refusal.of(Refusal.Cause.INPUT, "cli.edit.no-disk", config.name(), each.getKey());
            }
            disks.set(index, disks.get(index).withDiscard(discard));
        }
        return disks;
    }

    private List<MachineConfig.Optical> optical(MachineConfig config) throws Refusal {
        if (disc == null && !eject) {
            return config.optical();
        }
        if (config.optical().isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.edit.no-drive", config.name());
        }
        if (disc != null) {
            IsoImage.check(disc);
        }
        List<MachineConfig.Optical> drives = new ArrayList<>(config.optical());
        drives.set(0, drives.getFirst().withMedium(disc == null ? null : disc.toAbsolutePath()));
        return drives;
    }

    private static String content(Path file) throws Refusal {
        try (var in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.edit.unreadable", file, String.valueOf(e.getMessage()));
        }
    }
}
