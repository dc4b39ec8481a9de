package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.PortForward;

class NetworkRequestTest {
    private static Network network(String text) throws Refusal {
        return NetworkRequest.networks(List.of(NetworkRequest.parse(text)), List.of(), Model.VIRTIO)
                .getFirst();
    }

    @Test
    void a_shared_network_takes_forwards_and_may_be_isolated() throws Refusal {
        Network network = network("shared,isolated,forward=tcp:8080:80,forward=udp:[::1]:53-[fec0::15]:53,rate=1000");

        assertThat(network.backend())
                .isEqualTo(new Network.Shared(
                        Network.Translator.AUTO,
                        true,
                        List.of(
                                PortForward.local(PortForward.Protocol.TCP, 8080, 80),
                                new PortForward(PortForward.Protocol.UDP, "::1", 53, "fec0::15", 53))));
        assertThat(network.rateLimit()).isEqualTo(1000);
        assertThat(network.model()).isEqualTo(Model.VIRTIO);
        assertThat(network.mac().isMulticast()).isFalse();
    }

    @Test
    void others_are_named() throws Refusal {
        assertThat(network("internal=lab,dhcp").backend()).isEqualTo(new Network.Internal("lab", true));
        assertThat(network("bridge=br0").backend()).isEqualTo(new Network.Bridged(null, "br0"));
        assertThat(network("tap=tap0,slot=2").port()).isEqualTo(2);
        assertThat(network("unconnected,link=off").link()).isFalse();
        assertThat(network("shared,capture=a.pcap").capture())
                .isEqualTo(Path.of("a.pcap").toAbsolutePath());
    }

    @Test
    void an_interface_keeps_its_address_and_model_when_its_network_changes() throws Refusal {
        Network before = Network.of("net0", Model.E1000E, new MacAddress(0x5254_0000_0001L), Network.Shared.USUAL);

        List<Network> after = NetworkRequest.networks(
                List.of(NetworkRequest.parse("internal=lab"), NetworkRequest.parse("shared")),
                List.of(before),
                Model.VIRTIO);

        assertThat(after.getFirst()).isEqualTo(before.withBackend(new Network.Internal("lab", false)));
        assertThat(after.get(1).id()).isEqualTo("net1");
        assertThat(after.get(1).model()).isEqualTo(Model.VIRTIO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nat|cannot be “nat”. Choose among shared",
                "internal|cannot be “internal”",
                "shared=x|cannot be “shared=x”",
                "''|cannot be “”",
                "shared,model=rtl8139|“model=rtl8139” is not possible for a network. Give one such as virtio, e1000e.",
                "shared,mac=1|“mac=1” is not possible",
                "shared,forward=80|“forward=80” is not possible",
                "shared,rate=fast|“rate=fast” is not possible",
                "shared,speed=1|has no option “speed=1”",
                "shared,dhcp|The option “dhcp” does not go with a network that is shared.",
                "tap=t,isolated|The option “isolated” does not go with a network that is tap.",
                "shared,isolated=1|has no option “isolated=1”",
            })
    void what_makes_no_sense_is_refused_in_one_sentence(String text, String words) {
        assertThatThrownBy(() -> NetworkRequest.parse(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(words);
    }
}
