package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.Network.Unconnected;

/** The field {@code networks}: what it can say, and what is refused in which words. */
class NetworkConfigTest {
    private static final Path DIRECTORY = Path.of("/machines/one");
    private static final String MACHINE = """
            {"version": %d, "uuid": "0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e", "name": "Test", "memoryMiB": 64,
             "processor": {"sockets": 1, "cores": 1, "threads": 1},
             "disks": [{"id": "d", "file": "d", "bus": "nvme", "port": 1, "bootIndex": 3}],
             "networks": [{"id": "net0", "model": "virtio", "mac": "52:54:00:00:00:01", "rateLimit": 1000,
               "backend": {"kind": "shared", "forwards": [{"hostPort": 8080, "guestPort": 80}, {"hostPort": 2222, "guestPort": 22}]}}]}
            """;
    private static final String SOUND = MACHINE.formatted(4);

    private static MacAddress mac(int last) {
        return new MacAddress(0x5254_0000_0000L | last);
    }

    private static MachineConfig machine(List<Network> networks) {
        return MachineConfig.of(new UUID(1, 2), "n", 64, 1).withNetworks(networks);
    }

    @Test
    void what_is_written_is_read_again() throws Exception {
        PortForward whole = new PortForward(PortForward.Protocol.UDP, "::1", 5353, "fec0::15", 53);
        Shared shared = new Shared(
                Translator.PASST, true, List.of(PortForward.local(PortForward.Protocol.TCP, 8080, 80), whole));
        MachineConfig config = machine(List.of(
                Network.of("net0", Model.VIRTIO, mac(1), shared),
                Network.of("net1", Model.E1000E, mac(2), new Internal("lab", true))
                        .withLink(false)
                        .withRateLimit(1000)
                        .withPort(3),
                Network.of("net2", Model.VIRTIO, mac(3), new Bridged(null, "br0"))
                        .withBootIndex(1)
                        .withCapture(DIRECTORY.resolve("net2.pcap")),
                Network.of("net3", Model.VIRTIO, mac(4), new Unconnected())));

        String text = MachineConfigFile.text(config, DIRECTORY);

        assertThat(MachineConfigFile.parse(text, DIRECTORY)).isEqualTo(config);
        assertThat(text).contains("\"capture\" : \"net2.pcap\"");
    }

    @Test
    void what_is_left_out_has_its_default() throws Exception {
        MachineConfig config = MachineConfigFile.parse("""
                {"version": 4, "uuid": "0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e", "name": "Test", "memoryMiB": 64,
                 "processor": {"sockets": 1, "cores": 1, "threads": 1},
                 "networks": [{"id": "net0", "mac": "52:54:00:00:00:01"}]}
                """, DIRECTORY);

        assertThat(config.networks()).containsExactly(Network.of("net0", Model.VIRTIO, mac(1), Shared.USUAL));
    }

    @Test
    void an_earlier_version_has_no_networks() {
        assertThatThrownBy(() -> MachineConfigFile.parse(MACHINE.formatted(3), DIRECTORY))
                .hasMessage("The field \"networks\" is not known; remove it or correct its spelling.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"virtio\"|\"rtl8139\"|The field \"networks[0].model\" must be virtio or e1000e",
                "52:54:00:00:00:01|52:54:00:00:00|The field \"networks[0].mac\" must be six octets with colons",
                "52:54:00:00:00:01|01:54:00:00:00:01|the MAC address 01:54:00:00:00:01, which no single interface can have",
                "52:54:00:00:00:01|00:00:00:00:00:00|which no single interface can have",
                "\"shared\"|\"nat\"|\"networks[0].backend.kind\" must be shared or internal or bridged or none",
                "\"shared\"|\"shared\", \"tap\": \"t\"|The field \"networks[0].backend.tap\" is not known",
                "\"shared\"|\"shared\", \"translator\": \"slirp\"|must be auto or libslirp or passt",
                "8080|0|has the host port 0; ports are 1 to 65535",
                "8080|65536|has the host port 65536; ports are 1 to 65535",
                "8080|\"http\"|\"networks[0].backend.forwards[0].hostPort\" must be a whole number",
                "\"guestPort\": 80|\"guestPort\": -1|has the guest port -1",
                "2222|8080|Two port forwards take the host's TCP port 8080; change one.",
                "\"hostPort\": 8080|\"hostAddress\": \"localhost\", \"hostPort\": 8080|has the address \"localhost\"; give it in numbers",
                "\"hostPort\": 8080|\"hostAddress\": \"127.0.0.256\", \"hostPort\": 8080|has the address \"127.0.0.256\"",
                "\"hostPort\": 8080|\"hostAddress\": \":::1\", \"hostPort\": 8080|has the address \":::1\"",
                "\"hostPort\": 8080|\"hostAddress\": \"::1\", \"guestAddress\": \"10.0.2.15\", \"hostPort\": 8080|from one version of IP to the other",
                "\"rateLimit\": 1000|\"rateLimit\": 1|is limited to 1 kbit/s; give it at least 64",
                "\"rateLimit\": 1000|\"port\": 1|The devices \"d\" and \"net0\" have the same PCI Express slot 1",
                "\"rateLimit\": 1000|\"port\": 5|The device \"net0\" has the PCI Express slot 5; the board has 1 to 4",
                "\"rateLimit\": 1000|\"bootIndex\": 3|The devices \"d\" and \"net0\" have the same boot index 3",
                "\"net0\"|\"d\"|Two devices are named \"d\"",
            })
    void a_mistake_is_named(String good, String bad, String words) {
        assertThatNoException().isThrownBy(() -> MachineConfigFile.parse(SOUND, DIRECTORY));
        String text = SOUND.replace(good, bad);

        assertThat(text).isNotEqualTo(SOUND);
        assertThatThrownBy(() -> MachineConfigFile.parse(text, DIRECTORY))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words);
    }

    @Test
    void networks_differ_in_address_and_are_few() {
        Network one = Network.of("a", Model.VIRTIO, mac(1), Shared.USUAL);
        Network same = Network.of("b", Model.VIRTIO, mac(1), new Unconnected());

        assertThatThrownBy(() -> ConfigRules.check(machine(List.of(one, same))))
                .hasMessage("The networks \"a\" and \"b\" have the same MAC address, 52:54:00:00:00:01; change one.");
        assertThatThrownBy(() -> ConfigRules.check(machine(List.of(one, one, one, one, one))))
                .hasMessage("There are 5 networks, but a machine takes 4 at most; remove some.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "white space", "much-too-long-for-one"})
    void an_interface_has_a_name_that_linux_gives(String name) {
        Network bridged = Network.of("a", Model.VIRTIO, mac(1), new Bridged(name, null));

        assertThatThrownBy(() -> ConfigRules.check(machine(List.of(bridged))))
                .hasMessageContaining("names the interface");
    }

    @Test
    void a_bridged_network_names_a_tap_or_a_bridge() {
        Network both = Network.of("a", Model.VIRTIO, mac(1), new Bridged("tap0", "br0"));
        Network none = Network.of("a", Model.VIRTIO, mac(1), new Bridged(null, null));

        for (Network network : List.of(both, none)) {
            assertThatThrownBy(() -> ConfigRules.check(machine(List.of(network))))
                    .hasMessageContaining("name either the TAP interface to use, or the bridge");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a b", "much-too-long-for-the-name-of-a-network"})
    void an_internal_network_has_a_name_that_a_socket_can_have(String name) {
        Network internal = Network.of("a", Model.VIRTIO, mac(1), new Internal(name, false));

        assertThatThrownBy(() -> ConfigRules.check(machine(List.of(internal))))
                .hasMessageContaining("cannot be named so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.1:8080-:80", "udp:[::1]:5353-[fec0::15]:53", "tcp:0.0.0.0:2222-10.0.2.15:22"})
    void a_forward_in_words_is_the_forward(String words) {
        assertThat(PortForward.parse(words).orElseThrow()).hasToString(words);
    }

    @Test
    void a_short_forward_is_one_from_the_loopback_interface() {
        assertThat(PortForward.parse("tcp:8080:80")).contains(PortForward.local(PortForward.Protocol.TCP, 8080, 80));
        assertThat(PortForward.parse("tcp::8080-:80")).contains(PortForward.local(PortForward.Protocol.TCP, 8080, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "tcp:80", "icmp:1:2", "tcp:a:b", "tcp:localhost:80-:80", "tcp:999999:80"})
    void what_is_no_forward_is_none(String words) {
        assertThat(PortForward.parse(words)).isEmpty();
    }

    @Test
    void addresses_are_made_local_and_for_one_interface() {
        MacAddress made = MacAddress.random();

        assertThat(made.toString()).startsWith("52:54:00:");
        assertThat(made.isMulticast()).isFalse();
        assertThat(made.value() >>> 41 & 1).as("locally administered").isEqualTo(1);
        assertThat(MacAddress.of(made.octets())).isEqualTo(made);
        assertThat(MacAddress.parse(made.toString())).contains(made);
    }
}
