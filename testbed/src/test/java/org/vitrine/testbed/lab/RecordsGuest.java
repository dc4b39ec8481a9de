package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/**
 * The machine of {@link Records} in a lab PC, without its application. It is booted once, and saved before it has a driver for any disk; each life goes
 * on from that state, which spares the PC a boot, and finds on its disks what the life before has left there.
 */
final class RecordsGuest {
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final Duration SAVE = Duration.ofMinutes(2);
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final int MEMORY_MIB = 96;
    /** As QEMU's tool sees it there may be leaked clusters (status 3), and no error. */
    private static final String CHECKED = "for i; do qemu-img check -q -f qcow2 \"$i\" || [ $? = 3 ] || exit; done";

    /** A line of top's for a vCPU's thread. */
    private static final Pattern BUSY_VCPU = Pattern.compile("(?m) (?:[5-9]\\d|100)\\.\\d .* vcpu-0$");

    private static final String RUN = """
            machine=$1; from=$2; shift 2
            rm -rf "$machine" && mkdir -p -m 700 "$machine" "$machine/run" && cp -r --sparse=always "$from/." "$machine" || exit
            exec 3>&0
            (while sleep 1 && kill -0 $$; do echo >&3; done) 2>/dev/null &
            exec "$@" 3>&-
            """;
    private static final String KEEP =
            "rm -rf \"$2\" && mkdir \"$2\" && cd \"$1\" && cp -r --sparse=always machine.json saved \"$2\" && sync";

    private final Path place;

    /** @param place a directory in the PC, for images and saved state */
    RecordsGuest(Path place) {
        this.place = place;
    }

    /** Brings images to their place. @param from their directory on this host */
    void copyImages(LabPc pc, Path from) throws IOException, InterruptedException {
        String words = "rm -rf \"$2\" && mkdir \"$2\" && cp \"$1\"/*.qcow2 \"$2\"";
        pc.run(SAVE, List.of("bash", "-c", words, "copy", from.toString(), place.toString()));
    }

    /** Checks the images, which nobody has open. */
    void checkImages(LabPc pc) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", CHECKED, "check"));
        Records.DISKS.keySet().forEach(disk -> command.add(image(disk).toString()));
        pc.run(CHECK, command);
    }

    /** Boots it and saves it. */
    void save(LabPc pc) throws IOException, InterruptedException {
        Place.Job guest = boot(pc, "wait");
        try (QmpClient control =
                pc.connect(machine(pc).resolve("run/control.sock").toString(), guest)) {
            Records.await(guest, "ready", 1, BOOT);
            var unused = control.execute("x-vitrine-save", Map.of("job-id", "save"));
            guest.await(SAVE);
        }
        pc.run(SAVE, List.of("bash", "-c", KEEP, "keep", machine(pc).toString(), saved().toString()));
    }

    /** Goes on from the saved state. */
    Place.Job resume(LabPc pc) throws IOException {
        return run(pc, saved());
    }

    /**
     * Looks at a guest that stands still in a PC that answers. A lost request, which is what is looked for, leaves its vCPU idle. One whose vCPU is busy is the doing of the
     * PC's emulator: the VMCB of one that was looked at held the PC's own CR3 and, as RIP, the instruction behind VMRUN, so that its KVM did nothing but nested page faults.
     *
     * @throws IOException if its vCPU is not busy
     */
    void forgive(LabPc pc, IOException stoodStill) throws IOException, InterruptedException {
        String looks = stoodStill.getMessage() + "\n" + pc.look();
        if (!BUSY_VCPU.matcher(looks).find()) {
            throw new IOException(looks, stoodStill);
        }
        System.out.printf("lab: a guest stood still with a busy vCPU: %s%n", looks);
    }

    /** Starts it from power-on. @param more words for the guest's kernel */
    Place.Job boot(LabPc pc, String more) throws IOException, InterruptedException {
        MachineConfig config = MachineConfig.of(UUID.nameUUIDFromBytes(new byte[] {1}), "records", MEMORY_MIB, 1)
                .withSerial("stdio")
                .withLinux(new MachineConfig.LinuxBoot(
                        GuestMedia.get(Checkout.top(), "vmlinuz"),
                        GuestMedia.get(Checkout.top(), "records.initramfs"),
                        "console=ttyS0 quiet panic=-1 disks=sda,nvme0n1 " + more))
                .withDisks(List.of(
                        disk("disk0", "sda", MachineConfig.Disk.Bus.AHCI),
                        disk("disk1", "nvme0n1", MachineConfig.Disk.Bus.NVME)));
        Path directory = Files.createDirectories(pc.results().resolve("records-off"));
        Path file = directory.resolve("machine.json");
        try {
            MachineConfigFile.write(file, config);
        } catch (ConfigException e) {
            throw new IOException(e);
        }
        DiskImages.shared(file);
        return run(pc, Path.of(pc.there(directory)));
    }

    private MachineConfig.Disk disk(String id, String name, MachineConfig.Disk.Bus bus) {
        return new MachineConfig.Disk(id, image(name), "qcow2", bus, MachineConfig.Disk.Cache.WRITEBACK, false, null);
    }

    private Path image(String disk) {
        return place.resolve(disk + ".qcow2");
    }

    private Path saved() {
        return place.resolve("ready");
    }

    private static Path machine(LabPc pc) {
        return Path.of(pc.sockets(), "records");
    }

    /**
     * Runs a copy of a machine's directory, in the PC's memory. On its COM1 empty lines are typed: what comes before a saved state is loaded belongs to no
     * guest.
     */
    private static Place.Job run(LabPc pc, Path directory) throws IOException {
        Path machine = machine(pc);
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", RUN, "records", machine.toString(), directory.toString()));
        command.addAll(VmWords.of(Checkout.top(), machine.resolve("machine.json"), machine.resolve("run")));
        return pc.start(command);
    }
}
