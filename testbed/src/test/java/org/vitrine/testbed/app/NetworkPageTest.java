package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.viewmodel.machine.NetworkKind;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.PortForward;
import org.vitrine.testbed.guest.AssembledGuest;

/** The network page of a machine: what is wrong is said, what is applied is in the file, and a running machine takes at once what it can. */
@Tag("app")
class NetworkPageTest {
    @TempDir
    Path folder;

    private final UUID uuid = UUID.randomUUID();
    private Path machineFile;
    private int port;

    @BeforeEach
    void store() throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1");
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        machineFile = place.resolve("machine.json");
        port = freePort();
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(uuid, "Still", 64, 1)
                        .withOptical(List.of(new Optical("cd0", disc)))
                        .withNetworks(List.of(Network.of(
                                "net0",
                                Network.Model.E1000E,
                                MacAddress.random(),
                                Shared.USUAL.withForwards(
                                        List.of(PortForward.local(PortForward.Protocol.TCP, port, 80))))))
                        .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
    }

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private List<Network> networks() throws Exception {
        return MachineConfigFile.read(machineFile).networks();
    }

    /** Scrolls until something can be seen. */
    private static void reach(Application application, String id) throws Exception {
        for (int step = 0; step <= 20 && application.find(id).isEmpty(); step++) {
            scroll(application, step / 20.0);
        }
    }

    /** @param place from 0, the top, to 1 */
    private static void scroll(Application application, double place) throws Exception {
        ScrollPane scroll = (ScrollPane) application.node("page.scroll");
        application.onFx(() -> {
            scroll.layout();
            scroll.setVvalue(place);
            scroll.layout();
            return true;
        });
    }

    private static void click(Application application, String id) throws Exception {
        reach(application, id);
        application.click(id);
    }

    private static void type(Application application, Page page, String id, String text) throws Exception {
        reach(application, id);
        page.type(id, text);
    }

    @Test
    void a_card_with_a_forward_is_added_and_in_machine_json() throws Exception {
        int taken = freePort();
        try (Application application = Application.start();
                ServerSocket program = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            Page page = Page.open(application, "Still");
            page.goTo(Section.NETWORK);
            click(application, "network.add");
            click(application, "network.add-forward-net1");
            type(application, page, "network.host-port-net1-0", Integer.toString(program.getLocalPort()));
            Await.until(
                    "the reason is under the field",
                    Await.WINDOW,
                    () -> application.shows("A program of this host listens on port " + taken));
            type(application, page, "network.host-port-net1-0", "70000");
            Await.until(
                    "the reason is under the field",
                    Await.WINDOW,
                    () -> application.shows("Ports are numbers from 1 to 65535."));
            assertThat(application.onFx(application.node("page.apply")::isDisabled))
                    .isTrue();
            int free = freePort();
            type(application, page, "network.host-port-net1-0", Integer.toString(free));
            type(application, page, "network.guest-port-net1-0", "8080");
            Application.keep("network-added");
            page.apply();

            Network added = networks().getLast();
            assertThat(added.backend())
                    .isEqualTo(Shared.USUAL.withForwards(
                            List.of(PortForward.local(PortForward.Protocol.TCP, free, 8080))));
            assertThat(added.port()).isEqualTo(1);
        }
    }

    @Test
    void what_is_wrong_before_anything_was_typed_is_said_as_well() throws Exception {
        MachineConfig config = MachineConfigFile.read(machineFile);
        MachineConfigFile.write(
                machineFile,
                config.withNetworks(
                        List.of(config.networks().getFirst().withBackend(new Network.Bridged(null, "vitrine-none")))));
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            page.goTo(Section.NETWORK);
            Await.until(
                    "it is said", Await.WINDOW, () -> application.shows("This host has no bridge vitrine-none now."));
        }
    }

    @NeedsKvm
    @Test
    void a_running_machine_takes_cable_forwards_limit_and_recording_at_once() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Still")) {
                machine.awaitText("ready, scan code set 1");
                application.node("console");
                Page page = Page.ofConsole(application);
                page.goTo(Section.NETWORK);
                the_cable_is_pulled(application, page, machine);
                a_forward_comes_and_another_goes(application, page, machine);
                limit_and_recording(application, page, machine);
                a_card_is_plugged_in(application, page, machine);
            }
        }
    }

    private static JsonNode network(Machine machine, String id) throws Exception {
        for (JsonNode each : machine.qmp("x-vitrine-query-networks", Map.of())) {
            if (each.path("id").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("There is no " + id);
    }

    private void the_cable_is_pulled(Application application, Page page, Machine machine) throws Exception {
        assertThat(network(machine, "net0").path("link").asBoolean()).isTrue();
        click(application, "network.link-net0");
        assertThat(application.words("page.changes")).isEqualTo("1 change");
        page.apply();
        assertThat(network(machine, "net0").path("link").asBoolean()).isFalse();
        assertThat(networks().getFirst().link()).isFalse();
    }

    private void a_forward_comes_and_another_goes(Application application, Page page, Machine machine)
            throws Exception {
        int other = freePort();
        click(application, "network.remove-forward-net0-0");
        click(application, "network.add-forward-net0");
        type(application, page, "network.host-port-net0-0", Integer.toString(other));
        page.apply();
        assertThat(network(machine, "net0").path("forwards").toString())
                .isEqualTo("[\"tcp:127.0.0.1:%d-:22\"]".formatted(other));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), other)) {
            assertThat(socket.isConnected()).isTrue();
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).as("the port is free again").isTrue();
        }
        assertThat(networks().getFirst().backend())
                .isEqualTo(Shared.USUAL.withForwards(List.of(PortForward.local(PortForward.Protocol.TCP, other, 22))));
    }

    private void limit_and_recording(Application application, Page page, Machine machine) throws Exception {
        click(application, "network.more-net0");
        click(application, "network.limited-net0");
        type(application, page, "network.rate-net0", "2.5");
        click(application, "network.recorded-net0");
        Application.keep("network-running");
        page.apply();
        assertThat(network(machine, "net0").path("rate-limit").asInt()).isEqualTo(2500);
        Path capture = machineFile.resolveSibling("net0.pcap");
        assertThat(network(machine, "net0").path("capture").asText()).isEqualTo(capture.toString());
        assertThat(capture).exists();
        assertThat(networks().getFirst().rateLimit()).isEqualTo(2500);
        assertThat(networks().getFirst().capture()).isEqualTo(capture);
    }

    private void a_card_is_plugged_in(Application application, Page page, Machine machine) throws Exception {
        // Scrolled to the end nothing that is told lies over it.
        scroll(application, 1);
        application.click("network.add");
        reach(application, "network.kind-net1");
        page.choose("network.kind-net1", NetworkKind.NONE);
        page.apply();
        assertThat(network(machine, "net1").path("bus").asText()).isEqualTo("pcie1");
        assertThat(networks().getLast().backend()).isEqualTo(new Network.Unconnected());
        JsonNode usage = machine.qmp("x-vitrine-query-usage", Map.of()).path("networks");
        assertThat(usage.findValuesAsText("device")).containsExactly("net0", "net1");
    }

    @Test
    void each_stop_of_the_tab_key_has_a_name() throws Exception {
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            page.goTo(Section.NETWORK);
            click(application, "network.more-net0");
            Map<Node, String> stops = TabWalk.round(application);

            assertThat(TabWalk.nameless(stops)).isEmpty();
            assertThat(stops.keySet().stream().map(Node::getId))
                    .contains(
                            "network.kind-net0",
                            "network.link-net0",
                            "network.isolated-net0",
                            "network.host-port-net0-0",
                            "network.remove-forward-net0-0",
                            "network.mac-net0",
                            "network.recorded-net0",
                            "network.add");
        }
    }
}
