package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** A run of which nothing is left, and one of which all is. */
@Tag("app")
@NeedsKvm
class DisposableRunTest {
    @TempDir
    Path folder;

    private final UUID uuid = UUID.randomUUID();
    private Path machineFile;
    private Path disk;
    private Path serial;

    @BeforeEach
    void store() throws Exception {
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        machineFile = place.resolve("machine.json");
        disk = place.resolve("disk0.qcow2");
        serial = folder.resolve("serial");
        Session.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "8M");
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(uuid, "Counting", 64, 1)
                        .withOptical(List.of(new Optical("cd0", AssembledGuest.iso("disk-counting.asm", folder))))
                        .withDisks(List.of(
                                new Disk("disk0", disk, "qcow2", Disk.Bus.AHCI, Disk.Cache.WRITEBACK, false, 9)))
                        .withSerial(serial.toString())
                        .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
    }

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void what_a_run_without_keeping_changes_wrote_is_gone_and_the_library_says_so() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        String configuration = Files.readString(machineFile);
        try (Application application = Application.start()) {
            Page.open(application, "Counting");
            application.click("page.more");
            application.click("action.start-disposable");
            try (Machine machine = Machine.await()) {
                writes();
                assertThat(application.shows("Running, keeps no changes")).isTrue();
                application.click("navigation.library");
                Await.until(
                        "the library says that it is such a run",
                        Await.WINDOW,
                        () -> application.shows("Running, keeps no changes"));
                Application.keep("disposable");
                machine.qmp("quit", Map.of());
                Await.until("off", Await.WINDOW, () -> !machine.directory().isAlive());
            }
            Await.until(
                    "the library says so", Await.WINDOW, () -> application.shows("Counting has ended. What the run"));
            Await.until("its card says Off", Await.WINDOW, () -> application.shows("Off"));
            Application.keep("disposed");
            assertThat(Files.readAllBytes(disk)).isEqualTo(before);
            assertThat(Files.readString(machineFile)).isEqualTo(configuration);
            Await.until("no overlay is left", Await.WINDOW, () -> overlays().isEmpty());

            // The guest would say what is wrong if the disk had anything of the first run.
            Files.delete(serial);
            try (Machine machine = Page.start(application, "Counting")) {
                writes();
                assertThat(application.shows("keeps no changes")).isFalse();
                machine.qmp("quit", Map.of());
                Await.until("off", Await.WINDOW, () -> !machine.directory().isAlive());
            }
            assertThat(Files.readAllBytes(disk)).isNotEqualTo(before);
        }
    }

    /** The guest counts on its disk. */
    private void writes() throws Exception {
        Await.until("the guest writes", Await.BOOT, () -> {
            String said = Files.exists(serial) ? Files.readString(serial) : "";
            assertThat(said).doesNotContain("wrong");
            return said.contains("n=00000010");
        });
    }

    private List<Path> overlays() throws Exception {
        try (var all = Files.walk(machineFile.getParent())) {
            return all.filter(path -> path.toString().endsWith(".qcow2") && !path.equals(disk))
                    .toList();
        }
    }
}
