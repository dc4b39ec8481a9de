package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.DiskImages;
import org.vitrine.testbed.guest.MachineProcess;

/** A machine that has a directory of its own in a lab PC, as those of the library have: what it is stays when its process ends. */
final class LabMachine {
    private static final Duration STEP = Duration.ofMinutes(2);
    /** In the PC's memory: its other files are this host's. */
    private static final Path PLACE = Path.of("/dev/shm");

    private static final Duration BOOT = Duration.ofMinutes(10);
    private static final String PROMPT = "(debian) ";

    private final Lab lab;
    private final String name;
    private final Path machineFile;

    private LabMachine(Lab lab, String name, Path machineFile) {
        this.lab = lab;
        this.name = name;
        this.machineFile = machineFile;
    }

    /** One whose file is there already. */
    static LabMachine at(Lab lab, String name, Path machineFile) {
        return new LabMachine(lab, name, machineFile);
    }

    /** A new machine with one processor and Debian on a disk at AHCI, of which nothing outside of its directory is written to. */
    static LabMachine debian(Lab lab, String name, int memoryMiB) throws IOException, InterruptedException {
        Path directory = PLACE.resolve(name);
        Path disk = directory.resolve("disk0.qcow2");
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), name, memoryMiB, 1)
                .withDisks(List.of(new MachineConfig.Disk(
                        "disk0",
                        disk,
                        "qcow2",
                        MachineConfig.Disk.Bus.AHCI,
                        MachineConfig.Disk.Cache.WRITEBACK,
                        false,
                        null)))
                .withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of())));
        Lab.Shared file = lab.shared(name + ".json");
        try {
            MachineConfigFile.write(file.here(), config);
        } catch (ConfigException e) {
            throw new IOException(e);
        }
        DiskImages.shared(file.here());
        Path machineFile = directory.resolve("machine.json");
        String words =
                "rm -rf \"$1\" && mkdir \"$1\" && cp \"$2\" \"$3\" && qemu-img create -q -f qcow2 -F raw -b \"$4\" \"$5\"";
        lab.pc()
                .run(
                        STEP,
                        List.of(
                                "bash",
                                "-c",
                                words,
                                "make",
                                directory.toString(),
                                file.there().toString(),
                                machineFile.toString(),
                                lab.guest("debian.raw").toString(),
                                disk.toString()));
        Files.delete(file.here());
        return new LabMachine(lab, name, machineFile);
    }

    /** Starts it, with COM1 to type on. */
    Vm start() throws IOException, InterruptedException {
        return start(MachineProcess.command(machineFile, runtime(), "stdio", socket()));
    }

    /** Starts it as it is configured, COM1 included. */
    Vm startAsConfigured() throws IOException, InterruptedException {
        return start(MachineProcess.command(machineFile, runtime(), socket()));
    }

    private Vm start(List<String> command) throws IOException, InterruptedException {
        return Vm.start(lab.pc(), name, command, socket(), lab.pictures());
    }

    private String socket() {
        return lab.pc().sockets() + "/" + name + ".sock";
    }

    private Path runtime() {
        return PLACE.resolve(name + "-run");
    }

    /** Starts it and waits until Debian has done all that it does at its start. */
    Vm boot() throws IOException, InterruptedException {
        Vm vm = start();
        try {
            vm.waitForSerial(PROMPT, BOOT);
            vm.shell("systemctl is-system-running --wait", BOOT);
            return vm;
        } catch (IOException | InterruptedException | RuntimeException e) {
            vm.close();
            throw e;
        }
    }

    /** Removes what it left in the PC's memory. */
    void remove() throws IOException, InterruptedException {
        lab.pc()
                .run(
                        STEP,
                        List.of(
                                "rm",
                                "-rf",
                                PLACE.resolve(name).toString(),
                                runtime().toString()));
    }
}
