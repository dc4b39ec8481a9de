package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.app.model.host.HostNetworks;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;

class DraftNetworksTest {
    private static final DraftLimits LIMITS = new DraftLimits(8192, 8, Set.of());
    private static final Path FOLDER = Path.of("/machines/x");
    private static final PortForward SSH = PortForward.local(Protocol.TCP, 2222, 22);

    private final MachineConfig config = MachineConfig.of(UUID.randomUUID(), "Debian", 2048, 2)
            .withNetworks(List.of(Network.of(
                    "net0",
                    Network.Model.VIRTIO,
                    MacAddress.parse("52:54:00:00:00:01").orElseThrow(),
                    Shared.USUAL.withForwards(List.of(SSH)))));
    private final MachineDraft draft = new MachineDraft(config, LIMITS);
    private final DraftNetworks networks = new DraftNetworks(draft);
    private final Host host = new Host();

    private static final class Host extends HostNetworks {
        private final Map<PortForward, Obstacle> obstacles = new java.util.HashMap<>();
        private final List<PortForward> asked = new java.util.ArrayList<>();

        @Override
        public Optional<Obstacle> obstacle(PortForward forward) {
            asked.add(forward);
            return Optional.ofNullable(obstacles.get(forward));
        }

        @Override
        public java.util.SortedSet<String> bridges() {
            return new TreeSet<>(Set.of("br7"));
        }
    }

    private HostPorts ports;

    @BeforeEach
    void watch() {
        ports = new HostPorts(draft, host, new Threads(Runnable::run, Runnable::run));
    }

    private Network network(String id) {
        return draft.edit().network(id).orElseThrow();
    }

    private static NetworkPart part(NetworkPart.Field field) {
        return new NetworkPart("net0", field);
    }

    private List<Part> changed() {
        return draft.changes().stream().map(Change::part).toList();
    }

    private String problem(NetworkPart.Field field) {
        return draft.problem(part(field)).map(Problem::sentence).orElse("");
    }

    @Test
    void a_new_card_is_shared_and_in_a_slot_with_a_local_address_of_its_own() {
        networks.add();

        Network added = network("net1");
        assertThat(added.backend()).isEqualTo(Shared.USUAL);
        assertThat(added.port()).isEqualTo(1);
        assertThat(added.model()).isEqualTo(Network.Model.E1000E);
        assertThat(added.mac().toString())
                .startsWith("52:54:00:")
                .isNotEqualTo(network("net0").mac().toString());
        draft.setRunning(true);
        assertThat(draft.changes()).singleElement().extracting(Change::restart).isEqualTo(false);
    }

    @Test
    void a_card_gets_a_model_that_the_machines_system_has_a_driver_for() {
        draft.change(now -> now.withAbout(now.about().withSystem("debian-12")));
        networks.add();

        assertThat(network("net1").model()).isEqualTo(Network.Model.VIRTIO);
    }

    @Test
    void what_comes_or_goes_without_a_slot_waits_for_the_next_start() {
        draft.setRunning(true);
        networks.remove("net0");

        assertThat(draft.changes()).singleElement().extracting(Change::restart).isEqualTo(true);
    }

    @Test
    void cable_limit_recording_and_forwards_are_live_and_the_rest_is_not() {
        draft.setRunning(true);
        networks.setLink("net0", false);
        networks.setRateLimit("net0", 1000);
        networks.setCapture("net0", FOLDER.resolve("a.pcap"));
        networks.removeForward("net0", 0);
        assertThat(draft.changes())
                .extracting(Change::restart)
                .containsOnly(false)
                .hasSize(4);

        networks.setModel("net0", Network.Model.E1000E);
        networks.makeMac("net0");
        networks.setIsolated("net0", true);
        assertThat(draft.changes())
                .filteredOn(Change::restart)
                .extracting(Change::part)
                .containsExactly(
                        part(NetworkPart.Field.BACKEND), part(NetworkPart.Field.MODEL), part(NetworkPart.Field.MAC));
    }

    @Test
    void forwards_of_passt_wait_for_the_next_start() {
        networks.setTranslator("net0", Network.Translator.PASST);
        MachineDraft passt = new MachineDraft(draft.config(), LIMITS);
        passt.setRunning(true);
        new DraftNetworks(passt).removeForward("net0", 0);

        assertThat(passt.changes()).singleElement().extracting(Change::restart).isEqualTo(true);
    }

    @Test
    void whoever_comes_back_to_a_kind_finds_what_was_there() {
        networks.setKind("net0", NetworkKind.INTERNAL);
        networks.setNetworkName("net0", "lab");
        networks.setKind("net0", NetworkKind.BRIDGED);
        assertThat(network("net0").backend()).isInstanceOf(Bridged.class);

        networks.setKind("net0", NetworkKind.INTERNAL);
        assertThat(network("net0").backend()).isEqualTo(new Internal("lab", false));
        networks.setKind("net0", NetworkKind.SHARED);
        assertThat(draft.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "52:54:00:12:34", "52-54-00-12-34-56", "52:54:00:12:34:5g", "rubbish"})
    void what_is_no_address_stays_as_typed_and_cannot_be_applied(String typed) {
        networks.typeMac("net0", typed);

        assertThat(draft.edit().typed()).containsEntry(part(NetworkPart.Field.MAC), typed);
        assertThat(network("net0").mac()).isEqualTo(config.networks().getFirst().mac());
        assertThat(problem(NetworkPart.Field.MAC)).contains("six pairs");
        assertThat(changed()).containsExactly(part(NetworkPart.Field.MAC));
        assertThat(draft.canApplyProperty().get()).isFalse();

        draft.undo();
        assertThat(draft.edit().typed()).isEmpty();
        draft.redo();
        draft.revert(part(NetworkPart.Field.MAC));
        assertThat(draft.changes()).isEmpty();
    }

    @Test
    void an_address_that_can_be_is_taken_at_once() {
        networks.typeMac("net0", "52:54:00:12:34:5");
        networks.typeMac("net0", "52:54:00:12:34:5E");

        assertThat(network("net0").mac().toString()).isEqualTo("52:54:00:12:34:5e");
        assertThat(draft.edit().typed()).isEmpty();
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "53:54:00:00:00:02, one of a group, true",
        "00:00:00:00:00:00, none at all, true",
        "00:1b:21:00:00:02, belongs to a manufacturer, false"
    })
    void an_address_that_should_not_be_says_why(String mac, String words, boolean blocking) {
        networks.typeMac("net0", mac);

        assertThat(problem(NetworkPart.Field.MAC)).contains(words);
        assertThat(draft.canApplyProperty().get()).isNotEqualTo(blocking);
    }

    @Test
    void two_cards_cannot_have_one_address() {
        networks.add();
        networks.typeMac("net1", "52:54:00:00:00:01");

        assertThat(draft.problem(new NetworkPart("net1", NetworkPart.Field.MAC)))
                .isPresent();
        networks.makeMac("net1");
        assertThat(draft.problemsProperty().get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, 10000", "0.5, 500", "'0,064', 64", "1000, 1000000"})
    void a_limit_is_typed_in_megabits(String typed, int kilobits) {
        networks.typeRateLimit("net0", typed);

        assertThat(network("net0").rateLimit()).isEqualTo(kilobits);
        assertThat(BitRate.parse(BitRate.text(kilobits))).contains(kilobits);
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "-1", "0.01", "0", "99999999999"})
    void a_limit_that_cannot_be_says_why(String typed) {
        networks.typeRateLimit("net0", typed);

        assertThat(problem(NetworkPart.Field.RATE_LIMIT)).contains("Mbit/s");
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void a_recording_needs_a_file_of_its_own() {
        networks.typeCapture("net0", "", FOLDER);
        assertThat(problem(NetworkPart.Field.CAPTURE)).contains("Name a file");
        networks.typeCapture("net0", "a.pcap", FOLDER);
        assertThat(network("net0").capture()).isEqualTo(FOLDER.resolve("a.pcap"));

        networks.add();
        networks.typeCapture("net1", "a.pcap", FOLDER);
        assertThat(draft.problem(new NetworkPart("net1", NetworkPart.Field.CAPTURE)))
                .isPresent();
    }

    @Test
    void a_bridge_that_the_host_has_not_is_advice_and_a_name_that_cannot_be_is_wrong() {
        networks.setKind("net0", NetworkKind.BRIDGED);
        networks.setBridge("net0", false, "br0");
        assertThat(problem(NetworkPart.Field.BACKEND))
                .as("nobody has looked yet")
                .isEmpty();

        ports.look();
        assertThat(problem(NetworkPart.Field.BACKEND)).contains("no bridge br0");
        assertThat(draft.canApplyProperty().get()).isTrue();
        networks.setBridge("net0", false, "br7");
        assertThat(problem(NetworkPart.Field.BACKEND)).isEmpty();
        for (String bad : List.of("", "a/b", "a b", "x".repeat(16))) {
            networks.setBridge("net0", false, bad);
            assertThat(draft.canApplyProperty().get()).as(bad).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "ä", "-x", "a/b"})
    void an_internal_network_needs_a_name_that_can_be(String name) {
        networks.setKind("net0", NetworkKind.INTERNAL);
        networks.setNetworkName("net0", name);

        assertThat(problem(NetworkPart.Field.BACKEND)).isNotBlank();
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void passt_does_not_isolate() {
        networks.setIsolated("net0", true);
        networks.setTranslator("net0", Network.Translator.PASST);

        assertThat(problem(NetworkPart.Field.BACKEND)).contains("passt cannot isolate");
    }

    @Test
    void a_new_forward_is_to_a_usual_service_on_a_port_of_its_own() {
        networks.addForward("net0");
        networks.addForward("net0");

        assertThat(networks.forwards("net0"))
                .containsExactly(
                        SSH, PortForward.local(Protocol.TCP, 8080, 80), PortForward.local(Protocol.TCP, 8443, 443));
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 0, , 22, 1 to 65535",
        "127.0.0.1, 70000, , 22, 1 to 65535",
        "127.0.0.1, 8022, , 0, 1 to 65535",
        "localhost, 8022, , 22, in numbers",
        "127.0.0.256, 8022, , 22, in numbers",
        "'', 8022, , 22, in numbers",
        "127.0.0.1, 8022, fec0::15, 22, from one version of IP",
        "127.0.0.1, 2222, , 23, takes this port"
    })
    void a_malformed_forward_says_why(String host, int hostPort, String guest, int guestPort, String words) {
        networks.addForward("net0");
        networks.setForward("net0", 1, new PortForward(Protocol.TCP, host, hostPort, guest, guestPort));

        assertThat(networks.forwardProblem("net0", 0)).isEmpty();
        assertThat(networks.forwardProblem("net0", 1).orElseThrow().sentence()).contains(words);
        assertThat(problem(NetworkPart.Field.FORWARDS)).contains(words);
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void a_port_that_a_program_has_is_advice_while_the_machine_is_off_and_in_the_way_while_it_runs() {
        PortForward web = PortForward.local(Protocol.TCP, 8080, 80);
        host.obstacles.put(web, HostNetworks.Obstacle.TAKEN);
        ports.look();
        networks.addForward("net0");

        assertThat(networks.forwardProblem("net0", 1).orElseThrow().sentence()).contains("port 8080 now");
        assertThat(draft.canApplyProperty().get()).isTrue();
        draft.setRunning(true);
        assertThat(draft.canApplyProperty().get()).isFalse();
        networks.setForward("net0", 1, PortForward.local(Protocol.TCP, 8081, 80));
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @Test
    void a_privileged_port_is_refused_and_a_foreign_address_is_advice() {
        PortForward low = PortForward.local(Protocol.TCP, 80, 80);
        PortForward elsewhere = new PortForward(Protocol.TCP, "192.0.2.1", 8081, null, 80);
        host.obstacles.put(low, HostNetworks.Obstacle.PRIVILEGED);
        host.obstacles.put(elsewhere, HostNetworks.Obstacle.NO_ADDRESS);
        ports.look();
        networks.setForward("net0", 0, low);
        assertThat(problem(NetworkPart.Field.FORWARDS)).contains("instead of 80");
        assertThat(draft.canApplyProperty().get()).isFalse();

        networks.setForward("net0", 0, elsewhere);
        assertThat(problem(NetworkPart.Field.FORWARDS)).contains("192.0.2.1");
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @Test
    void a_running_machines_own_forwards_are_not_called_taken() {
        draft.setRunning(true);
        ports.look();
        networks.setLink("net0", false);

        assertThat(host.asked).isEmpty();
    }

    @Test
    void no_more_cards_than_the_board_has_room_for() {
        for (int i = 0; i < 3; i++) {
            assertThat(networks.hasRoom()).isTrue();
            networks.add();
        }
        assertThat(networks.hasRoom()).isFalse();
        assertThat(draft.config().networks()).extracting(Network::port).containsExactly(null, 1, 2, 3);
    }

    @Test
    void each_change_is_put_into_another_edit_by_itself() {
        networks.setLink("net0", false);
        networks.setIsolated("net0", true);
        networks.addForward("net0");
        networks.typeMac("net0", "52:54");
        draft.rebase(config.withName("Renamed elsewhere"));

        assertThat(draft.config().name()).isEqualTo("Renamed elsewhere");
        assertThat(changed())
                .containsExactlyInAnyOrder(
                        part(NetworkPart.Field.LINK),
                        part(NetworkPart.Field.BACKEND),
                        part(NetworkPart.Field.FORWARDS),
                        part(NetworkPart.Field.MAC));
        draft.revert(part(NetworkPart.Field.BACKEND));
        assertThat(network("net0").backend())
                .isEqualTo(Shared.USUAL.withForwards(List.of(SSH, PortForward.local(Protocol.TCP, 8080, 80))));
    }
}
