package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.TextFields;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.DraftNetworks;
import org.vitrine.app.viewmodel.machine.NetworkKind;
import org.vitrine.app.viewmodel.machine.NetworkPart;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;

/** One network card: what it is connected to, and what can be done with it. */
final class NetworkRow extends VBox {
    private final String id;
    private final Fields fields;
    private final Checks checks;
    private final DraftNetworks networks;
    private final NetworkControls controls;
    private final Label name = new Label();
    private final Label facts = Form.hint("");
    private final Label purpose = Form.hint("");
    private final NetworkDetails details;

    /** @param folder the machine's, to which files are relative */
    NetworkRow(String id, Fields fields, Checks checks, DraftNetworks networks, Files files, Path folder) {
        super(12);
        this.id = id;
        this.fields = fields;
        this.checks = checks;
        this.networks = networks;
        this.controls = new NetworkControls(id, fields);
        this.details = new NetworkDetails(id, fields, checks, networks, files, folder);
        getStyleClass().add("device-row");
        name.getStyleClass().add("device-name");
        Node shared = shared();
        Node bridged = bridged();
        Node internal = internal();
        getChildren().addAll(head(), kind(), shared, bridged, internal, details);
        controls.follow(network -> {
            NetworkKind kind = NetworkKind.of(network.backend());
            facts.setText(network.model().word() + " \u00b7 " + network.mac());
            purpose.setText(kind.purpose());
            Presence.show(shared, kind == NetworkKind.SHARED);
            Presence.show(bridged, kind == NetworkKind.BRIDGED);
            Presence.show(internal, kind == NetworkKind.INTERNAL);
        });
        fields.draft().problemsProperty().subscribe(problems -> {
            if (problems.keySet().stream().anyMatch(part -> part instanceof NetworkPart own && isHidden(own))) {
                details.open();
            }
        });
    }

    private boolean isHidden(NetworkPart part) {
        return part.id().equals(id)
                && switch (part.field()) {
                    case MAC, RATE_LIMIT, CAPTURE, MODEL -> true;
                    case PRESENCE, BACKEND, FORWARDS, LINK -> false;
                };
    }

    private HBox head() {
        VBox words = new VBox(2, name, facts);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        CheckBox link = controls.check("network.link", Network::link, is -> networks.setLink(id, is));
        link.setMinWidth(USE_PREF_SIZE);
        Button remove = Buttons.icon("trash", "network.remove", () -> networks.remove(id));
        remove.setId("network.remove-" + id);
        HBox head = new HBox(12, Icon.of("network", 24), words, link, remove);
        head.setAlignment(Pos.CENTER_LEFT);
        return head;
    }

    private Form kind() {
        ComboBox<NetworkKind> kind = controls.choice(
                "network.kind",
                List.of(NetworkKind.values()),
                NetworkKind::words,
                network -> NetworkKind.of(network.backend()),
                is -> networks.setKind(id, is));
        return new Form()
                .row(
                        Texts.get("network.kind"),
                        kind,
                        purpose,
                        checks.watch(kind, new NetworkPart(id, NetworkPart.Field.PRESENCE)));
    }

    private VBox shared() {
        CheckBox isolated = controls.check(
                "network.isolated",
                network -> network.backend() instanceof Shared shared && shared.isolated(),
                is -> networks.setIsolated(id, is));
        Form form = new Form()
                .row(
                        Texts.get("network.isolation"),
                        isolated,
                        checks.watch(isolated, new NetworkPart(id, NetworkPart.Field.BACKEND)));
        return new VBox(12, form, new ForwardList(id, fields, checks, networks));
    }

    private Form bridged() {
        ComboBox<Boolean> way = controls.choice(
                "network.bridge-way",
                List.of(false, true),
                tap -> Texts.get(tap ? "network.by-tap" : "network.by-bridge"),
                network -> network.backend() instanceof Bridged bridged && bridged.tap() != null,
                tap -> networks.setBridge(id, tap, bridgeName()));
        TextField bridge = controls.text(
                "network.bridge",
                network -> bridgeName(),
                (network, text) -> text.equals(bridgeName()),
                text -> networks.setBridge(id, Boolean.TRUE.equals(way.getValue()), text.strip()));
        var unused = TextFields.bindAutoCompletion(
                bridge, request -> fields.draft().limits().networks().bridges().orElse(List.of()));
        HBox.setHgrow(bridge, Priority.ALWAYS);
        way.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(8, way, bridge);
        line.setAlignment(Pos.CENTER_LEFT);
        return new Form()
                .composed(
                        Texts.get("network.bridge"),
                        bridge,
                        line,
                        checks.watch(bridge, new NetworkPart(id, NetworkPart.Field.BACKEND)));
    }

    private String bridgeName() {
        return controls.network()
                .map(network -> network.backend() instanceof Bridged bridged
                        ? Objects.requireNonNullElse(bridged.tap(), Objects.requireNonNullElse(bridged.bridge(), ""))
                        : "")
                .orElse("");
    }

    private Form internal() {
        TextField network = controls.text(
                "network.name",
                card -> card.backend() instanceof Internal internal ? internal.network() : "",
                (card, text) -> card.backend() instanceof Internal internal
                        && internal.network().equals(text.strip()),
                text -> networks.setNetworkName(id, text.strip()));
        CheckBox dhcp = controls.check(
                "network.dhcp",
                card -> card.backend() instanceof Internal internal && internal.dhcp(),
                is -> networks.setDhcp(id, is));
        return new Form()
                .row(
                        Texts.get("network.name"),
                        network,
                        checks.watch(network, new NetworkPart(id, NetworkPart.Field.BACKEND)))
                .row(Texts.get("network.addresses"), dhcp);
    }

    /** @param number which of the machine's cards it is, from 1 */
    void refresh(int number) {
        name.setText(Texts.get("network.card", number));
    }
}
