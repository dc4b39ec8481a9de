package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.storage.MachineDirectory;

/** A configuration that is changed while its machine runs. */
class LiveConfigTest {
    @TempDir
    Path folder;

    private Path file;
    private MachineConfig started;
    private LiveConfig running;

    @BeforeEach
    void start() throws Exception {
        file = folder.toRealPath().resolve("machine.json");
        started = MachineConfig.of(UUID.randomUUID(), "m", 64, 2)
                .withDisks(List.of(disk("disk0", "a.qcow2")))
                .withSnapshot(UUID.randomUUID());
        MachineConfigFile.write(file, started);
        running = new LiveConfig(started.withSerial("stdio"), new MachineDirectory(file));
    }

    private Disk disk(String id, String name) {
        return new Disk(id, file.resolveSibling(name), "qcow2", Disk.Bus.AHCI, Disk.Cache.WRITEBACK, false, null);
    }

    /** As a client sends it. */
    private String json(MachineConfig config) {
        return MachineConfigFile.text(config, file.getParent());
    }

    private void assertRefused(String sentence, String sent) throws Exception {
        assertThatThrownBy(() -> running.update(sent))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining(sentence);
        assertThat(MachineConfigFile.read(file)).isEqualTo(started);
    }

    @Test
    void name_notes_and_life_cycle_hold_at_once() throws Exception {
        MachineConfig wanted = started.withName("other")
                .withAbout(new About("notes", null, null, "group", List.of("tag")))
                .withLifeCycle(LifeCycle.USUAL.withStartWithSession(true));

        assertThat(running.update(json(wanted))).isEmpty();

        assertThat(running.now().name()).isEqualTo("other");
        assertThat(running.now().about().notes()).isEqualTo("notes");
        assertThat(running.now().lifeCycle().startWithSession()).isTrue();
        assertThat(MachineConfigFile.read(file)).isEqualTo(wanted);
    }

    @Test
    void what_a_start_decides_waits_for_the_next_one() throws Exception {
        MachineConfig wanted = started.withMemoryMiB(128)
                .withDisks(List.of())
                .withSerial("none")
                .withLifeCycle(LifeCycle.USUAL.withDisposable(true));

        assertThat(running.update(json(wanted))).containsExactly("memoryMiB", "disks", "lifeCycle.disposable");

        assertThat(running.now().memoryMiB()).isEqualTo(64);
        assertThat(running.now().disks()).hasSize(1);
        assertThat(running.now().lifeCycle().disposable()).isFalse();
        assertThat(MachineConfigFile.read(file)).isEqualTo(wanted);
        assertThat(running.update(json(started))).isEmpty();
    }

    @Test
    void what_the_machine_keeps_in_the_file_is_not_the_clients_to_say() throws Exception {
        MachineDirectory directory = new MachineDirectory(file);
        UUID saved = UUID.randomUUID();
        directory.edit(config ->
                config.withSaved(saved).withFirmware(config.firmware().withVariables(file.resolveSibling("v.fd"))));

        assertThat(running.update(json(started.withSnapshot(null)))).isEmpty();

        assertThat(MachineConfigFile.read(file).snapshot()).isEqualTo(started.snapshot());
        assertThat(MachineConfigFile.read(file).saved()).isEqualTo(saved);
        assertThat(MachineConfigFile.read(file).firmware().variables()).isEqualTo(file.resolveSibling("v.fd"));
    }

    @Test
    void a_client_that_missed_a_snapshot_cannot_take_a_disk_back() throws Exception {
        assertRefused(
                "The disk \"disk0\" has another image by now, ",
                json(started.withDisks(List.of(disk("disk0", "old.qcow2")))));
    }

    @Test
    void what_is_of_another_machine_breaks_a_rule_or_is_no_configuration_is_refused() throws Exception {
        assertRefused("This configuration is of another machine, ", json(started.withUuid(UUID.randomUUID())));
        assertRefused("3 MiB of memory is too little", json(started.withMemoryMiB(3)));
        assertRefused("\"version\" is missing", "{}");
        assertRefused("is more than this host has", json(started.withMemoryMiB(Integer.MAX_VALUE)));
    }

    @Test
    void hardware_that_breaks_a_rule_is_not_followed() throws Exception {
        assertThatThrownBy(() -> running.follow(
                        before -> before.withDisks(List.of(disk("a", "same.qcow2"), disk("b", "same.qcow2")))))
                .hasMessageContaining("are the same file");
        assertThat(MachineConfigFile.read(file)).isEqualTo(started);
        assertThat(running.now().disks()).isEqualTo(started.disks());
    }

    @Test
    void secure_boot_is_refused_by_name() {
        Firmware secure = Firmware.USUAL.withKind(Firmware.Kind.UEFI).withSecureBoot(true);

        assertThatThrownBy(() -> running.update(json(started.withMemoryMiB(64).withFirmware(secure))))
                .isInstanceOf(MachineException.class)
                .hasMessageStartingWith("Secure Boot needs System Management Mode (SMM)");
    }
}
