package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

/** What clients say of networks, and what they are answered. */
@Timeout(30)
class NetworkCommandsTest {
    @TempDir
    Path directory;

    private FakeServer server;
    private FakeMachine machine;
    private RawClient client;

    @BeforeEach
    void serve() throws IOException {
        server = new FakeServer(directory);
        machine = server.machine;
        client = server.client;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private JsonNode ask(String command, String arguments) throws IOException, QmpException {
        return QmpCodec.read(
                client.ask("{\"execute\":\"%s\",\"arguments\":{%s}}".formatted(command, arguments.replace('~', '"'))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "netdev_add|~type~:~user~,~id~:~n~|add n Shared[translator=AUTO, isolated=false, forwards=[]]",
                "netdev_add|~type~:~user~,~id~:~n~,~restrict~:true,~hostfwd~:[{~str~:~tcp::8080-:80~}]|add n Shared[translator=AUTO, isolated=true, forwards=[tcp:127.0.0.1:8080-:80]]",
                "netdev_add|~type~:~user~,~id~:~n~,~x-vitrine-translator~:~passt~|add n Shared[translator=PASST, isolated=false, forwards=[]]",
                "netdev_add|~type~:~tap~,~id~:~n~,~ifname~:~tap0~,~script~:~no~|add n Bridged[tap=tap0, bridge=null]",
                "netdev_add|~type~:~bridge~,~id~:~n~,~br~:~br0~|add n Bridged[tap=null, bridge=br0]",
                "netdev_add|~type~:~x-vitrine-internal~,~id~:~n~,~network~:~lab~|add n Internal[network=lab, dhcp=false]",
                "netdev_add|~type~:~x-vitrine-none~,~id~:~n~|add n Unconnected[]",
                "netdev_del|~id~:~n~|remove n",
                "device_add|~driver~:~e1000e~,~netdev~:~n~,~id~:~a~,~bus~:~pcie1~,~mac~:~52:54:00:00:00:02~|InterfaceRequest[driver=e1000e, id=a, bus=pcie1, backend=n, mac=52:54:00:00:00:02, bootIndex=null]",
                "device_add|~driver~:~virtio-net-pci~,~netdev~:~n~,~bootindex~:2|InterfaceRequest[driver=virtio-net-pci, id=n, bus=null, backend=n, mac=null, bootIndex=2]",
                "set_link|~name~:~back0~,~up~:false|link back0 false",
                "set_link|~name~:~net0~,~up~:true|link net0 true",
                "x-vitrine-add-port-forward|~device~:~net0~,~forward~:~udp:53:5353~|forward net0 udp:127.0.0.1:53-:5353",
                "x-vitrine-remove-port-forward|~device~:~net0~,~forward~:~udp:53:5353~|no forward net0 udp:127.0.0.1:53-:5353",
                "x-vitrine-limit-network|~device~:~net0~,~rate-limit~:1000|limit net0 1000",
                "x-vitrine-limit-network|~device~:~net0~|limit net0 null",
                "x-vitrine-capture-network|~device~:~net0~,~filename~:~/a.pcap~|capture net0 /a.pcap",
                "x-vitrine-capture-network|~device~:~net0~|capture net0 null",
            })
    void requests_reach_the_machine(String command, String arguments, String request) throws Exception {
        assertThat(ask(command, arguments).path("return").isObject()).isTrue();
        assertThat(machine.networks.requests).containsExactly(request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "netdev_add|~type~:~l2tpv3~,~id~:~n~|Parameter 'type' does not accept value 'l2tpv3'",
                "netdev_add|~type~:~user~|Parameter 'id' is missing",
                "netdev_add|~type~:~user~,~id~:~n~,~smb~:~x~|Parameter 'smb' is unexpected",
                "netdev_add|~type~:~user~,~id~:~n~,~x-vitrine-translator~:~x~|Parameter 'x-vitrine-translator' does not accept value 'x'",
                "netdev_add|~type~:~user~,~id~:~n~,~hostfwd~:[{~str~:~8080~}]|Invalid host forwarding rule '8080' in parameter 'hostfwd'; give protocol, ports and addresses as in tcp:127.0.0.1:8080-:80",
                "netdev_add|~type~:~tap~,~id~:~n~,~ifname~:~t~,~script~:~/bin/sh~|Parameter 'script' does not accept value '/bin/sh'",
                "device_add|~driver~:~e1000e~,~id~:~a~|Parameter 'netdev' is missing",
                "device_add|~driver~:~e1000e~,~netdev~:~n~,~mac~:~x~|Property 'e1000e.mac' doesn't take value 'x'",
                "set_link|~name~:~eth0~,~up~:true|Device 'eth0' not found",
                "query-rx-filter|~name~:~eth0~|invalid net client name: eth0",
                "x-vitrine-add-port-forward|~device~:~eth0~,~forward~:~tcp:1:2~|Device 'eth0' not found",
                "x-vitrine-limit-network|~device~:~net0~,~rate-limit~:0|Parameter 'rate-limit' expects kilobits a second, from 64",
            })
    void what_makes_no_sense_is_refused(String command, String arguments, String words) throws Exception {
        assertThat(ask(command, arguments).at("/error/desc").textValue()).isEqualTo(words);
        assertThat(machine.networks.requests).isEmpty();
    }

    @Test
    void an_interface_is_told_of() throws Exception {
        JsonNode told = ask("x-vitrine-query-networks", "").at("/return/0");

        assertThat(told.toString())
                .isEqualTo(
                        "{\"id\":\"net0\",\"netdev\":\"back0\",\"model\":\"e1000e\",\"mac\":\"52:54:00:00:00:01\",\"bus\":\"pcie.0\",\"link\":true,"
                                + "\"rate-limit\":1000,\"forwards\":[\"tcp:127.0.0.1:8080-:80\"],\"frames-sent\":1,\"bytes-sent\":60,"
                                + "\"frames-received\":2,\"bytes-received\":120}");
    }

    @Test
    void a_receive_filter_is_told_of() throws Exception {
        JsonNode told = ask("query-rx-filter", "~name~:~net0~").at("/return/0");

        assertThat(told.toString())
                .isEqualTo(
                        "{\"name\":\"net0\",\"promiscuous\":false,\"multicast\":\"normal\",\"unicast\":\"normal\",\"vlan\":\"normal\","
                                + "\"broadcast-allowed\":true,\"multicast-overflow\":false,\"unicast-overflow\":false,"
                                + "\"main-mac\":\"52:54:00:00:00:01\",\"vlan-table\":[7],\"unicast-table\":[],"
                                + "\"multicast-table\":[\"01:00:5e:00:00:01\"]}");
    }
}
