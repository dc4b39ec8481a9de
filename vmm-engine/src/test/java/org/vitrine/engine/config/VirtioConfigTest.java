package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VirtioConfigTest {
    private static final Path DIRECTORY = Path.of("/machines/one");

    private static MachineConfig machine(Virtio virtio) {
        return MachineConfig.of(new UUID(1, 2), "n", 64, 1).withVirtio(virtio);
    }

    private static String problem(List<Virtio.Port> ports) {
        try {
            ConfigRules.check(machine(new Virtio(false, ports)));
            return "";
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Virtio.Port port(String name) {
        return new Virtio.Port(name, false, null);
    }

    @Test
    void what_is_written_is_read_again() throws Exception {
        MachineConfig config = machine(new Virtio(
                true,
                List.of(
                        new Virtio.Port("hvc", true, DIRECTORY.resolve("logs/console.log")),
                        port("org.qemu.guest_agent.0"))));
        String text = MachineConfigFile.text(config, DIRECTORY);
        assertThat(MachineConfigFile.parse(text, DIRECTORY)).isEqualTo(config);
        assertThat(text).contains("\"file\" : \"logs/console.log\"");
    }

    @Test
    void an_earlier_version_has_no_such_devices() {
        assertThatThrownBy(() -> MachineConfigFile.parse("""
                        {"version": 3, "uuid": "0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e", "name": "Test", "memoryMiB": 64,
                         "processor": {"sockets": 1, "cores": 1, "threads": 1}, "virtio": {"rng": true}}
                        """, DIRECTORY))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("virtio");
    }

    @Test
    void names_of_ports_are_short_words_and_differ() {
        assertThat(problem(List.of(port("../../etc/passwd")))).contains("../../etc/passwd");
        assertThat(problem(List.of(port("")))).contains("not valid");
        assertThat(problem(List.of(port("a".repeat(33))))).contains("32 at most");
        assertThat(problem(List.of(port("agent"), port("agent")))).contains("Two virtio console ports");
        assertThat(problem(Collections.nCopies(9, port("a")))).contains("8 at most");
        assertThat(problem(IntStream.range(0, 8).mapToObj(i -> port("p" + i)).toList()))
                .isEmpty();
    }
}
