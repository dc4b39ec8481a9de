package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.engine.config.MachineConfig.Disk.Cache;

class MachineConfigFileTest {
    private static final UUID ID = UUID.fromString("0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e");
    private static final String GOOD = """
            {"version": 1, "uuid": "0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e", "name": "Test", "memoryMiB": 512, "cpus": 2,
             "optical": [{"id": "cd0", "medium": "media/a.iso"}], "devices": [{"id": "vga0", "kind": "VGA"}]}
            """;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void place() throws IOException {
        directory = directory.toRealPath();
        file = directory.resolve("machine.json");
    }

    private MachineConfig read(String text) throws IOException, ConfigException {
        Files.writeString(file, text);
        return MachineConfigFile.read(file);
    }

    private MachineConfig full() {
        return MachineConfig.of(ID, "Ünïcode \"quoted\"", 1024, 4)
                .withAbout(new About("Two\nlines", "star", "debian-12", "Work", List.of("a", "b")))
                .withProcessor(new Processor(2, 3, 2))
                .withFirmware(new Firmware(Firmware.Kind.UEFI, true, true, directory.resolve("vars.fd")))
                .withLinux(new MachineConfig.LinuxBoot(
                        directory.resolve("vmlinuz"), Path.of("/boot/initrd"), "console=ttyS0 x=\"y\""))
                .withOptical(List.of(
                        new MachineConfig.Optical("cd0", directory.resolve("media/a.iso"), 2),
                        new MachineConfig.Optical("cd1", null, null, 5)))
                .withDisks(List.of(
                        new Disk(
                                "disk0",
                                directory.resolve("disk0.qcow2"),
                                null,
                                Bus.AHCI,
                                Cache.WRITEBACK,
                                false,
                                null),
                        new Disk("disk1", Path.of("/images/b.img"), "raw", Bus.NVME, Cache.NONE, true, 3, 4)
                                .withDiscard(Disk.Discard.IGNORE)))
                .withSerial(directory.resolve("stdio").toString())
                .withDevices(List.of(new MachineConfig.DeviceConfig(
                        "vga0", "VGA", Map.of("vramMiB", 64L, "scale", 1.5, "on", true, "text", "x"))))
                .withLifeCycle(new LifeCycle(true, LifeCycle.HostShutdown.SHUT_DOWN, true))
                .withSnapshot(new UUID(1, 2));
    }

    @Test
    void what_was_written_is_read_again() throws Exception {
        MachineConfigFile.write(file, full());

        assertThat(MachineConfigFile.read(file)).isEqualTo(full());
    }

    @Test
    void a_machine_that_is_moved_finds_its_files() throws Exception {
        MachineConfigFile.write(file, full());
        Path moved = Files.createDirectory(directory.resolve("moved")).resolve("machine.json");
        Files.move(file, moved);
        MachineConfig config = MachineConfigFile.read(moved);

        assertThat(config.optical().getFirst().medium()).isEqualTo(moved.resolveSibling("media/a.iso"));
        assertThat(config.linux().initrd()).isEqualTo(Path.of("/boot/initrd"));
        assertThat(config.serial()).isEqualTo(moved.resolveSibling("stdio").toString());
    }

    @Test
    void writing_replaces_the_file_and_leaves_nothing_beside_it() throws Exception {
        Files.writeString(file, "old");
        MachineConfigFile.write(file, full());

        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(file);
        }
        assertThat((Integer) Files.getAttribute(file, "unix:mode") & 077).isZero();
    }

    @Test
    void a_configuration_that_breaks_a_rule_is_not_written() throws Exception {
        Files.writeString(file, "old");
        MachineConfig bad = MachineConfig.of(ID, "x", 0, 1);

        assertThatThrownBy(() -> MachineConfigFile.write(file, bad)).isInstanceOf(ConfigException.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void what_is_left_out_has_its_default() throws Exception {
        MachineConfig config = read("""
                {"version":5,"uuid":"%s","name":"n","memoryMiB":16,"processor":{"sockets":1,"cores":1,"threads":1},"linux":null}
                """.formatted(ID));

        assertThat(config).isEqualTo(MachineConfig.of(ID, "n", 16, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void an_earlier_version_is_read_with_defaults(int version) throws Exception {
        MachineConfig config = read(
                "{\"version\":%d,\"uuid\":\"%s\",\"name\":\"n\",\"memoryMiB\":16,\"cpus\":4}".formatted(version, ID));

        assertThat(config.version()).isEqualTo(version);
        assertThat(config.processor()).isEqualTo(new Processor(1, 4, 1));
        assertThat(config.about()).isEqualTo(About.NOTHING);
        assertThat(config.firmware()).isEqualTo(Firmware.USUAL);
        assertThat(config.lifeCycle()).isEqualTo(LifeCycle.USUAL);

        MachineConfigFile.write(file, config);
        assertThat(MachineConfigFile.read(file)).isEqualTo(MachineConfig.of(ID, "n", 16, 4));
    }

    @Test
    void an_earlier_version_has_no_later_fields() {
        assertThatThrownBy(() -> read(GOOD.replace("\"cpus\": 2", "\"cpus\": 2, \"lifeCycle\": {}")))
                .hasMessageContaining("The field \"lifeCycle\" is not known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"cpus\": 2|\"cpus\": 2, \"cpu\": 1|The field \"cpu\" is not known",
                "\"medium\"|\"media\"|The field \"optical[0].media\" is not known",
                "\"version\": 1|\"version\": 6|It is of version 6, but this Vitrine reads up to version 5",
                "\"version\": 1|\"version\": 0|The field \"version\" must be 1 or more",
                "\"version\": 1, ||The field \"version\" is missing",
                "\"cpus\": 2|\"cpus\": \"2\"|The field \"cpus\" must be a whole number",
                "\"cpus\": 2|\"cpus\": 2.5|The field \"cpus\" must be a whole number",
                "\"cpus\": 2|\"cpus\": 99999999999|The field \"cpus\" must be a whole number",
                "\"cpus\": 2|\"cpus\": 0|A machine cannot have 0 CPUs; give it at least 1.",
                "\"cpus\": 2|\"cpus\": 65|65 CPUs are more than a machine can have; give it at most 64.",
                "\"memoryMiB\": 512|\"memoryMiB\": 0|0 MiB of memory is too little",
                "\"memoryMiB\": 512|\"memoryMiB\": 3|3 MiB of memory is too little",
                "\"name\": \"Test\"|\"name\": \" \"|The machine has no name",
                "\"name\": \"Test\"|\"name\": \"a\\nb\"|control character",
                "\"name\": \"Test\"|\"name\": 5|The field \"name\" must be a string",
                "0b0e5c0a-|0b0e5c0-|The field \"uuid\" must be a UUID",
                "\"vga0\"|\"cd0\"|Two devices are named \"cd0\"",
                "\"vga0\"|\"../x\"|The device name \"../x\" is not valid",
                "\"optical\": [|\"optical\": [7, |\"optical[0]\" must be a JSON object",
                "\"media/a.iso\"|\"a\\u0000b\"|The field \"optical[0].medium\" must be a path",
                "\"kind\": \"VGA\"|\"kind\": \"VGA\", \"properties\": {\"a\": []}|\"devices[0].properties.a\" must be",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\"}]|The field \"disks[0].file\" is missing",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\", \"file\": \"d\", \"bus\": \"scsi\"}]|The field \"disks[0].bus\" must be ahci or nvme",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\", \"file\": \"d\", \"cache\": \"all\"}]|\"disks[0].cache\" must be writeback or none or",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\", \"file\": \"d\", \"readOnly\": 1}]|The field \"disks[0].readOnly\" must be true or false",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\", \"file\": \"d\", \"bootIndex\": -1}]|has the boot index -1",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"cd0\", \"file\": \"d\"}]|Two devices are named \"cd0\"",
                "\"cpus\": 2|\"cpus\": 2, \"disks\": [{\"id\": \"d\", \"file\": \"x\"}, {\"id\": \"e\", \"file\": \"./x\"}]|are the same file",
                "\"cpus\": 2|\"cpus\": 2, \"cpus\": 3|is not a machine's configuration: Duplicate",
            })
    void a_mistake_is_named(String good, String bad, String words) {
        String text = GOOD.replace(good, bad == null ? "" : bad);

        assertThat(text).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"cores\": 2|\"cores\": 0|cannot have 1 sockets of 0 cores of 2 threads",
                "\"cores\": 2|\"cores\": 33|66 CPUs are more than a machine can have",
                "\"cores\": 2|\"cores\": 2000000000|CPUs are more than a machine can have",
                "\"threads\": 2|\"threads\": \"2\"|The field \"processor.threads\" must be a whole number",
                "\"threads\": 2|\"threads\": 2, \"dies\": 1|The field \"processor.dies\" is not known",
                "\"processor\"|\"cpus\": 2, \"processor\"|The field \"cpus\" is not known",
                "\"processor\": {|\"processor\": 4, \"x\": {|\"processor\" must be a JSON object",
                "512|63|63 MiB of memory is too little for UEFI firmware",
                "\"uefi\"|\"coreboot\"|The field \"firmware.kind\" must be bios or uefi",
                "\"uefi\"|\"uefi\", \"bootMenu\": 1|The field \"firmware.bootMenu\" must be true or false",
                "\"uefi\"|\"uefi\", \"variables\": \"\"|The field \"firmware.variables\" must be a path",
                "\"save\"|\"SAVE\"|\"lifeCycle.onHostShutdown\" must be save or shut-down or force-off",
                "\"tags\": []|\"tags\": \"a\"|The field \"about.tags\" must be an array",
                "\"tags\": []|\"tags\": [1]|The field \"about.tags[0]\" must be a string",
                "\"tags\": []|\"tags\": [\"a\", \"a\"]|has the tag \"a\" twice",
                "\"tags\": []|\"tags\": [\" \"]|The machine's tag is empty",
                "\"tags\": []|\"group\": \"\"|The machine's group is empty",
                "\"tags\": []|\"system\": \"a\\u0007\"|The machine's system's id contains a control character",
                "\"tags\": []|\"notes\": \"a\\u0000\"|The machine's notes contain a control character",
                "\"bootIndex\": 1|\"port\": 6|The device \"cd0\" has the AHCI port 6; the board has 0 to 5",
                "\"bootIndex\": 1|\"port\": -1|The device \"cd0\" has the AHCI port -1",
                "\"bootIndex\": 1|\"port\": \"x\"|\"optical[0].port\" must be a whole number",
                "\"bootIndex\": 1|\"bootIndex\": -1|The device \"cd0\" has the boot index -1",
                "\"bootIndex\": 0|\"bootIndex\": 1|\"cd0\" and \"disk0\" have the same boot index 1",
            })
    void a_mistake_in_what_version_3_brought_is_named(String good, String bad, String words) {
        String sound = """
                {"version": 3, "uuid": "0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e", "name": "Test", "memoryMiB": 512,
                 "about": {"tags": []}, "processor": {"sockets": 1, "cores": 2, "threads": 2}, "firmware": {"kind": "uefi"},
                 "optical": [{"id": "cd0", "bootIndex": 1}], "disks": [{"id": "disk0", "file": "d", "bootIndex": 0}],
                 "lifeCycle": {"onHostShutdown": "save"}}
                """;
        assertThatNoException().isThrownBy(() -> read(sound));
        String text = sound.replace(good, bad);

        assertThat(text).isNotEqualTo(sound);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(words);
    }

    @Test
    void notes_and_tags_are_bounded() {
        MachineConfig machine = MachineConfig.of(ID, "x", 16, 1);
        About longNotes = About.NOTHING.withNotes("n".repeat(AboutRules.MAX_NOTES_LENGTH + 1));
        About longGroup = About.NOTHING.withGroup("g".repeat(AboutRules.MAX_WORD_LENGTH + 1));
        About manyTags = About.NOTHING.withTags(IntStream.rangeClosed(0, AboutRules.MAX_TAGS)
                .mapToObj(Integer::toString)
                .toList());

        assertThatThrownBy(() -> ConfigRules.check(machine.withAbout(longNotes)))
                .hasMessageContaining("notes are longer");
        assertThatThrownBy(() -> ConfigRules.check(machine.withAbout(longGroup)))
                .hasMessageContaining("group is longer");
        assertThatThrownBy(() -> ConfigRules.check(machine.withAbout(manyTags))).hasMessageContaining("33 tags");
    }

    @Test
    void drives_and_disks_share_the_ports_of_ahci() {
        List<Disk> disks = IntStream.range(0, 6)
                .mapToObj(i -> new Disk("disk" + i, Path.of("/d" + i), null, Bus.AHCI, Cache.WRITEBACK, false, null))
                .toList();
        MachineConfig full = MachineConfig.of(ID, "x", 16, 1).withDisks(disks);
        MachineConfig overfull = full.withOptical(List.of(new MachineConfig.Optical("cd0", null)));

        assertThatNoException().isThrownBy(() -> ConfigRules.check(full));
        assertThatThrownBy(() -> ConfigRules.check(overfull))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("room for 6 together");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "nonsense", "\0\0\0\0", "{\"version\":1}"})
    void what_is_no_configuration_is_one_sentence(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(file.toString())
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_is_absent_a_directory_or_huge_is_one_sentence() throws IOException {
        assertThatThrownBy(() -> MachineConfigFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " does not exist.");
        assertThatThrownBy(() -> MachineConfigFile.read(directory)).hasMessageContaining("It is not a file.");
        Files.write(file, new byte[MachineConfigFile.MAX_BYTES + 1]);
        assertThatThrownBy(() -> MachineConfigFile.read(file)).hasMessageContaining("It is longer than");
    }

    @Test
    void more_memory_than_the_host_has_is_refused() {
        MachineConfig huge = MachineConfig.of(ID, "x", ConfigRules.hostMemoryMiB() + 1, 1);

        assertThatThrownBy(() -> ConfigRules.checkHostMemory(huge))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than this host has");
    }

    @Test
    void a_port_or_slot_has_one_device() {
        Disk first = new Disk("a", Path.of("/a"), null, Bus.NVME, Cache.WRITEBACK, false, null, 4);
        Disk same = new Disk("b", Path.of("/b"), null, Bus.NVME, Cache.WRITEBACK, false, null, 4);
        Disk beyond = new Disk("b", Path.of("/b"), null, Bus.NVME, Cache.WRITEBACK, false, null, 5);
        Disk ahci = new Disk("b", Path.of("/b"), null, Bus.AHCI, Cache.WRITEBACK, false, null, 0);
        MachineConfig machine = MachineConfig.of(ID, "m", 64, 1);

        assertThatThrownBy(() -> ConfigRules.check(machine.withDisks(List.of(first, same))))
                .hasMessage("The devices \"a\" and \"b\" have the same PCI Express slot 4; change one.");
        assertThatThrownBy(() -> ConfigRules.check(machine.withDisks(List.of(first, beyond))))
                .hasMessage("The device \"b\" has the PCI Express slot 5; the board has 1 to 4.");
        assertThatThrownBy(() -> ConfigRules.check(machine.withDisks(List.of(ahci))
                        .withOptical(List.of(new MachineConfig.Optical("cd0", null, null, 0)))))
                .hasMessage("The devices \"cd0\" and \"b\" have the same AHCI port 0; change one.");
    }
}
