package org.vitrine.app.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.BootRequest;
import org.vitrine.app.model.BootRequests;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.FileChecks;
import org.vitrine.app.model.MachineLauncher.Terminal;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.NetworkRequest;
import org.vitrine.app.model.PortRequest;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Virtio;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine boot}: a throw-away machine that leaves no trace. */
@Command(name = "boot", mixinStandardHelpOptions = true)
final class BootCommand implements Callable<Integer> {
    private static final double MAX_AFTER_SECONDS = 86_400;

    private final Actions actions;

    @Parameters(arity = "0..*", paramLabel = "MEDIA", descriptionKey = "cli.boot.media")
    private List<Path> media = new ArrayList<>();

    @Option(
            names = "--disk",
            paramLabel = "FILE[,bus=ahci|nvme|virtio][,cache=MODE][,discard=unmap|ignore][,format=F][,ro]",
            descriptionKey = "cli.boot.disk")
    private List<String> disks = new ArrayList<>();

    @Option(names = "--net", paramLabel = "KIND[,OPTION…]", descriptionKey = "cli.boot.net")
    private List<String> networks = new ArrayList<>();

    @Option(names = "--rng", descriptionKey = "cli.boot.rng")
    private boolean rng;

    @Option(names = "--port", paramLabel = "NAME[,console][,file=FILE]", descriptionKey = "cli.boot.port")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--name", paramLabel = "N", descriptionKey = "cli.boot.name")
    private @Nullable String name;

    @Option(names = "--memory", paramLabel = "MiB", descriptionKey = "cli.boot.memory")
    private int memory = BootRequest.DEFAULT_MEMORY_MIB;

    @Option(names = "--cpus", paramLabel = "N", descriptionKey = "cli.boot.cpus")
    private int cpus = BootRequest.DEFAULT_CPUS;

    @Option(names = "--firmware", paramLabel = "bios|uefi", descriptionKey = "cli.boot.firmware")
    private String firmware = Firmware.Kind.BIOS.word();

    @Option(names = "--boot-menu", descriptionKey = "cli.boot.boot-menu")
    private boolean bootMenu;

    @Option(names = "--kernel", paramLabel = "F", descriptionKey = "cli.boot.kernel")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "F", descriptionKey = "cli.boot.initrd")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "S", descriptionKey = "cli.boot.append")
    private @Nullable String append;

    @Option(names = "--headless", descriptionKey = "cli.boot.headless")
    private boolean headless;

    @Option(names = "--control", paramLabel = "SOCKET", descriptionKey = "cli.boot.control")
    private @Nullable Path control;

    @Option(names = "--serial", paramLabel = "stdio|FILE", descriptionKey = "cli.boot.serial")
    private String serial = BootRequest.NO_SERIAL;

    @Option(names = "--screenshot", paramLabel = "FILE", descriptionKey = "cli.boot.screenshot")
    private @Nullable Path screenshot;

    @Option(names = "--after", paramLabel = "SECONDS", descriptionKey = "cli.boot.after")
    private @Nullable Double after;

    BootCommand(Actions actions) {
        this.actions = actions;
    }

    @Override
    public Integer call() throws Refusal, InterruptedException {
        HostCheck host = actions.host();
        Firmware wanted = requestedFirmware();
        MachineConfig config = new BootRequests(host)
                .configure(new BootRequest(media, requestedDisks(), name, memory, cpus, kernel, initrd, append, serial))
                .withFirmware(wanted)
                .withNetworks(NetworkRequest.networks(requestedNetworks(), List.of(), Network.Model.VIRTIO))
                .withVirtio(new Virtio(rng, requestedPorts()));
        try {
            ConfigRules.check(config);
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
        Optional<ScreenshotPlan> plan = screenshotPlan();
        ControlLink link = ControlLink.plan(control);
        Optional<HostFinding> obstacle = host.obstacle();
        if (obstacle.isPresent()) {
            throw Refusal.inWords(
                    Refusal.Cause.HOST,
                    obstacle.get().sentence()
                            + obstacle.get().mend().map(mend -> " " + mend).orElse(""));
        }
        Terminal terminal = serial.equals(BootRequest.SERIAL_STDIO) ? Terminal.LENT : Terminal.KEPT;
        try (MachineProcess machine = actions.launcher().launch(config, terminal);
                BootRun run = new BootRun(machine, link, terminal)) {
            run.offerControl();
            plan.ifPresent(run::schedule);
            return headless ? run.awaitEnd() : run.show(actions);
        }
    }

    private List<DiskRequest> requestedDisks() throws Refusal {
        List<DiskRequest> requests = new ArrayList<>();
        for (String disk : disks) {
            requests.add(DiskRequest.parse(disk));
        }
        return requests;
    }

    private List<NetworkRequest> requestedNetworks() throws Refusal {
        List<NetworkRequest> requests = new ArrayList<>();
        for (String network : networks) {
            requests.add(NetworkRequest.parse(network));
        }
        return requests;
    }

    private List<Virtio.Port> requestedPorts() throws Refusal {
        List<Virtio.Port> requests = new ArrayList<>();
        for (String port : ports) {
            requests.add(PortRequest.parse(port));
        }
        return requests;
    }

    private Firmware requestedFirmware() throws Refusal {
        Firmware.Kind kind = Firmware.Kind.of(firmware)
                .orElseThrow(() -> Refusal.of(Refusal.Cause.INPUT, "boot.firmware-unknown", firmware));
        if (kind == Firmware.Kind.UEFI && kernel != null) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.firmware-unused");
        }
        return Firmware.USUAL.withKind(kind).withBootMenu(bootMenu);
    }

    private Optional<ScreenshotPlan> screenshotPlan() throws Refusal {
        if (screenshot == null && after == null) {
            return Optional.empty();
        }
        if (screenshot == null) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.screenshot-needed");
        }
        if (after == null) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.after-needed");
        }
        if (!(after >= 0 && after <= MAX_AFTER_SECONDS)) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.after-unusable", after.toString(), (int) MAX_AFTER_SECONDS);
        }
        String file = screenshot.toString();
        String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!ending.equals("png") && !ending.equals("ppm")) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.screenshot-kind", file);
        }
        FileChecks.checkWritable(screenshot, "boot.screenshot-unwritable");
        return Optional.of(new ScreenshotPlan(
                screenshot.toAbsolutePath(), ending, Duration.ofMillis((long) (after * 1000)), headless));
    }
}
