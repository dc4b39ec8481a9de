package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.LinuxBoot;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** What is changed on the page of a machine that runs: its guest sees it at once, and its file has it. */
@Tag("app")
@NeedsKvm
class RunningMachineTest {
    /** The link of AHCI port 3 is up, and is gone, as the guest reports it. */
    private static final String COMES = "ahci 00000123";

    private static final String GOES = "ahci 00000000";

    @TempDir
    Path folder;

    private final UUID uuid = UUID.randomUUID();
    private Path machineFile;
    private Path serial;
    private Path disc;
    private int heard;

    /** The guest watches AHCI port 3 and PCI Express slot 2, so what is before them is taken. */
    @BeforeEach
    void store() throws Exception {
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        machineFile = place.resolve("machine.json");
        serial = folder.resolve("serial");
        disc = AssembledGuest.iso("still.asm", folder);
        Path first = place.resolve("disk0.qcow2");
        Session.run("qemu-img", "create", "-q", "-f", "qcow2", first.toString(), "8M");
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(uuid, "Plugging", 64, 1)
                        .withLinux(new LinuxBoot(AssembledGuest.kernel("hot-plug.asm", folder), null, ""))
                        .withOptical(
                                List.of(new Optical("cd0", disc), new Optical("cd1", null), new Optical("cd2", null)))
                        .withDisks(List.of(
                                new Disk("disk0", first, "qcow2", Disk.Bus.NVME, Disk.Cache.WRITEBACK, false, null, 1)))
                        .withSerial(serial.toString())
                        .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
    }

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void disks_and_discs_come_and_go_while_the_machine_runs() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Plugging")) {
                says("begin");
                application.node("console");
                Page page = Page.ofConsole(application);
                page.goTo(Section.DISKS);
                a_new_disk_comes_grows_and_goes_to_the_trash(application, page, machine);
                a_disk_in_a_slot_goes_when_the_guest_lets_go_of_it(application, page);
                a_disc_is_taken_out(application, page, machine);
            }
        }
    }

    private void a_new_disk_comes_grows_and_goes_to_the_trash(Application application, Page page, Machine machine)
            throws Exception {
        add(application, page, "1");
        page.apply();
        says(COMES);
        Disk added = MachineConfigFile.read(machineFile).disks().getLast();
        assertThat(added.bus()).isEqualTo(Disk.Bus.AHCI);
        assertThat(added.port()).isEqualTo(3);

        application.click("disks.grow-" + added.id());
        page.type("size.field", "2");
        application.click("size.accept");
        Application.keep("running-grow");
        page.apply();
        Await.until("it has grown", Await.WINDOW, () -> size(machine, added.id()) == 2L << 30);

        application.click("disks.remove-" + added.id());
        application.click("disks.remove-trash-" + added.id());
        page.apply();
        says(GOES);
        assertThat(MachineConfigFile.read(machineFile).disks())
                .extracting(Disk::id)
                .containsExactly("disk0");
        assertThat(added.file()).doesNotExist();
        Path trash = Path.of(System.getenv("XDG_DATA_HOME"), "Trash", "files");
        assertThat(trash.resolve(added.file().getFileName())).exists();
    }

    private void a_disk_in_a_slot_goes_when_the_guest_lets_go_of_it(Application application, Page page)
            throws Exception {
        add(application, page, "1");
        String id = "disk1";
        page.choose("disks.bus-" + id, Disk.Bus.NVME);
        page.apply();
        says("found 00101b36");
        Disk added = MachineConfigFile.read(machineFile).disks().getLast();
        assertThat(added.bus()).isEqualTo(Disk.Bus.NVME);
        assertThat(added.port()).isEqualTo(2);

        application.click("disks.remove-" + id);
        application.click("disks.remove-keep-" + id);
        page.apply();
        says("off");
        assertThat(MachineConfigFile.read(machineFile).disks())
                .extracting(Disk::id)
                .containsExactly("disk0");
        assertThat(added.file()).exists();
    }

    private void a_disc_is_taken_out(Application application, Page page, Machine machine) throws Exception {
        assertThat(medium(machine, "cd0")).isTrue();
        application.click("disks.eject-cd0");
        page.apply();
        Await.until("the drive is empty", Await.WINDOW, () -> !medium(machine, "cd0"));
        assertThat(MachineConfigFile.read(machineFile).optical().getFirst().medium())
                .isNull();
    }

    private static void add(Application application, Page page, String gibibytes) throws Exception {
        application.click("disks.create");
        page.type("size.field", gibibytes);
        application.click("size.accept");
    }

    private static JsonNode block(Machine machine, String device) throws Exception {
        for (JsonNode each : machine.qmp("query-block", Map.of())) {
            if (each.path("device").asText().equals(device)) {
                return each;
            }
        }
        throw new AssertionError("There is no " + device);
    }

    private static long size(Machine machine, String device) throws Exception {
        return block(machine, device).at("/inserted/image/virtual-size").asLong();
    }

    private static boolean medium(Machine machine, String device) throws Exception {
        return block(machine, device).has("inserted");
    }

    /** Waits until the guest says something after what it said before. */
    private void says(String word) throws Exception {
        Await.until("the guest says " + word, Await.BOOT, () -> {
            String said = Files.exists(serial) ? Files.readString(serial) : "";
            int at = said.indexOf(word, heard);
            heard = at < 0 ? heard : at + word.length();
            return at >= 0;
        });
    }
}
