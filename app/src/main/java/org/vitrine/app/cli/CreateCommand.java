package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.BootRequest;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineCreation;
import org.vitrine.app.model.library.NewDisk;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.Processor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine create NAME [ISO…]}: a new machine in the library. */
@Command(name = "create", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class CreateCommand extends LibraryCommand {
    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "cli.create.name")
    private String name;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ISO", descriptionKey = "cli.create.iso")
    private List<Path> discs = new ArrayList<>();

    @Option(
            names = "--disk-size",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            descriptionKey = "cli.create.disk-size")
    private List<Long> sizes = new ArrayList<>();

    @Option(
            names = "--disk",
            paramLabel = "FILE[,bus=ahci|nvme|virtio][,cache=MODE][,discard=unmap|ignore][,format=F][,ro]",
            descriptionKey = "cli.create.disk")
    private List<String> disks = new ArrayList<>();

    @Option(names = "--copy-disk", paramLabel = "FILE", descriptionKey = "cli.create.copy-disk")
    private List<Path> copies = new ArrayList<>();

    @Option(names = "--start", descriptionKey = "cli.create.start")
    private boolean start;

    @Mixin
    private HardwareOptions hardware;

    CreateCommand(Actions actions) {
        super(actions);
    }

    @Override
    void run(OpenLibrary open) throws Refusal, InterruptedException {
        List<NewDisk> wanted = new ArrayList<>();
        About about = hardware.about(About.NOTHING);
        UsualHardware usual = UsualHardware.of(about.system());
        sizes.forEach(size -> wanted.add(new NewDisk.Empty(size, usual.bus())));
        for (String disk : disks) {
            wanted.add(new NewDisk.InPlace(DiskRequest.parse(disk)));
        }
        copies.forEach(image -> wanted.add(new NewDisk.Copy(image)));
        NewMachine request = NewMachine.of(name, hardware.memory(BootRequest.DEFAULT_MEMORY_MIB))
                .withAbout(about)
                .withMemoryBacking(hardware.memoryBacking(MemoryBacking.USUAL))
                .withProcessor(hardware.processor(Processor.ofCores(BootRequest.DEFAULT_CPUS)))
                .withFirmware(hardware.firmware(Firmware.USUAL))
                .withDiscs(discs)
                .withDisks(wanted)
                .withLifeCycle(hardware.lifeCycle(LifeCycle.USUAL));
        request = request.withNetworks(hardware.networks(request.networks(), usual.model()))
                .withVirtio(hardware.virtio(request.virtio()));
        UUID uuid = await(new MachineCreation(open.library(), open.host()).create(request));
        open.updateAutostart();
        String sentence = Texts.get("cli.create.done", name, uuid);
        if (start) {
            var unused = new StartMachine(open.library(), open.host()).start(uuid);
            sentence = Texts.get("cli.start.done", name);
        }
        @Nullable LibraryMachine machine = open.library().machine(uuid).orElse(null);
        if (machine != null) {
            print(sentence, open, machine);
        }
    }
}
