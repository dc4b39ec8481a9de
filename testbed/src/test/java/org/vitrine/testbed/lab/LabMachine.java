package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.DiskImages;
import org.vitrine.testbed.guest.MachineProcess;

/** A machine that has a directory of its own in a lab PC, as those of the library have: what it is stays when its process ends. */
final class LabMachine {
    private static final Duration STEP = Duration.ofMinutes(2);
    /** In the PC's memory: its other files are this host's. */
    private static final Path PLACE = Path.of("/dev/shm");

    static final Duration BOOT = Duration.ofMinutes(10);
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

    /** A new machine with one processor and Debian on a disk at AHCI. */
    static LabMachine debian(Lab lab, String name, int memoryMiB) throws IOException, InterruptedException {
        return debian(lab, MachineConfig.of(UUID.randomUUID(), name, memoryMiB, 1), Bus.AHCI, 0);
    }

    /**
     * A new machine with Debian on its first disk, of which nothing outside of its directory is written to.
     *
     * @param hardware without disks and display
     * @param bus of the disks
     * @param dataMiB size of an empty second disk; 0 for none
     */
    static LabMachine debian(Lab lab, MachineConfig hardware, Bus bus, int dataMiB)
            throws IOException, InterruptedException {
        String name = hardware.name();
        Path directory = PLACE.resolve(name);
        Path system = directory.resolve("disk0.qcow2");
        Path data = directory.resolve("disk1.qcow2");
        List<MachineConfig.Disk> disks = new ArrayList<>(List.of(disk("disk0", system, bus)));
        if (dataMiB > 0) {
            disks.add(disk("disk1", data, bus));
        }
        MachineConfig config =
                hardware.withDisks(disks).withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of())));
        Lab.Shared file = lab.shared(name + ".json");
        try {
            MachineConfigFile.write(file.here(), config);
        } catch (ConfigException e) {
            throw new IOException(e);
        }
        DiskImages.shared(file.here());
        Path machineFile = directory.resolve("machine.json");
        String words = """
                rm -rf "$1" && mkdir "$1" && cp "$2" "$3" && qemu-img create -q -f qcow2 -F raw -b "$4" "$5" || exit 1
                [ "$7" = 0 ] || qemu-img create -q -f qcow2 "$6" "$7M"
                """;
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
                                system.toString(),
                                data.toString(),
                                "" + dataMiB));
        Files.delete(file.here());
        return new LabMachine(lab, name, machineFile);
    }

    private static MachineConfig.Disk disk(String id, Path image, Bus bus) {
        return new MachineConfig.Disk(id, image, "qcow2", bus, MachineConfig.Disk.Cache.WRITEBACK, false, null);
    }

    /** Starts it, with COM1 to type on. */
    Vm start() throws IOException, InterruptedException {
        return start(words());
    }

    /** The words that start it. */
    private List<String> words() throws IOException {
        return MachineProcess.command(machineFile, runtime(), "stdio", socket());
    }

    /** Starts it as it is configured, COM1 included. */
    Vm startAsConfigured() throws IOException, InterruptedException {
        return start(MachineProcess.command(machineFile, runtime(), socket()));
    }

    private Vm start(List<String> command) throws IOException, InterruptedException {
        // A process that was killed has left its own, which would be taken for the new one's.
        lab.pc().run(STEP, List.of("rm", "-f", socket()));
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
        return boot(start());
    }

    /** The same in a host of its own within the PC. */
    Vm boot(NamespacedHost host) throws IOException, InterruptedException {
        return boot(start(host.within(words())));
    }

    private static Vm boot(Vm vm) throws IOException, InterruptedException {
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
