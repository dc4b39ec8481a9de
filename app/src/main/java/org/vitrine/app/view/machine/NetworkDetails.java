package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.BitRate;
import org.vitrine.app.viewmodel.machine.DraftNetworks;
import org.vitrine.app.viewmodel.machine.NetworkPart;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;

/** The rest of a network card, shown when it is asked for: model, address, back end, limit, recording. */
final class NetworkDetails extends VBox {
    private static final int USUAL_LIMIT_KBIT = 10_000;
    private static final double FIELD_HEIGHT = 32;

    private final String id;
    private final Fields fields;
    private final Checks checks;
    private final DraftNetworks networks;
    private final NetworkControls controls;
    private final Path folder;
    private final Button more = new Button();
    private final VBox rest = new VBox(12);

    NetworkDetails(String id, Fields fields, Checks checks, DraftNetworks networks, Files files, Path folder) {
        super(12);
        this.id = id;
        this.fields = fields;
        this.checks = checks;
        this.networks = networks;
        this.folder = folder;
        this.controls = new NetworkControls(id, fields);
        more.setId("network.more-" + id);
        more.getStyleClass().addAll(Styles.FLAT, "more-button");
        more.setOnAction(event -> show(!rest.isVisible()));
        Form translator = translator();
        rest.getChildren().addAll(card(), translator, limit(), capture(files));
        getChildren().addAll(more, rest);
        show(false);
        controls.follow(network -> Presence.show(translator, network.backend() instanceof Shared));
    }

    private void show(boolean is) {
        Presence.show(rest, is);
        more.setText(Texts.get(is ? "network.less" : "network.more"));
        more.setGraphic(Icon.of(is ? "chevron-up" : "chevron-down", Icon.SMALL));
    }

    /** Something in it has to be seen. */
    void open() {
        if (!rest.isVisible()) {
            show(true);
        }
    }

    private NetworkPart part(NetworkPart.Field field) {
        return new NetworkPart(id, field);
    }

    private Optional<String> typed(NetworkPart.Field field) {
        return Optional.ofNullable(fields.draft().edit().typed().get(part(field)));
    }

    /** What stands in a field: what was typed and says nothing, else what the card has. */
    private boolean says(NetworkPart.Field field, String text, @Nullable Object meant, Optional<?> meaning) {
        return typed(field).map(text::equals).orElse(meaning.equals(Optional.ofNullable(meant)));
    }

    private Form card() {
        ComboBox<Network.Model> model = controls.choice(
                "network.model",
                List.of(Network.Model.values()),
                each -> Texts.get("network.model-" + each.word()),
                Network::model,
                is -> networks.setModel(id, is));
        TextField mac = controls.text(
                "network.mac",
                network -> typed(NetworkPart.Field.MAC).orElse(network.mac().toString()),
                (network, text) -> says(NetworkPart.Field.MAC, text, network.mac(), MacAddress.parse(text.strip())),
                text -> networks.typeMac(id, text));
        mac.setPrefColumnCount(14);
        Button fresh = new Button(Texts.get("network.new-mac"));
        fresh.setId("network.new-mac-" + id);
        fresh.setMinWidth(USE_PREF_SIZE);
        fresh.setOnAction(event -> networks.makeMac(id));
        HBox address = new HBox(8, mac, fresh);
        address.setAlignment(Pos.CENTER_LEFT);
        return new Form()
                .row(Texts.get("network.model"), model, checks.watch(model, part(NetworkPart.Field.MODEL)))
                .composed(Texts.get("network.mac"), mac, address, checks.watch(mac, part(NetworkPart.Field.MAC)));
    }

    private Form translator() {
        ComboBox<Translator> translator = controls.choice(
                "network.translator",
                List.of(Translator.values()),
                each -> Texts.get("network.translator-" + each.word()),
                network -> network.backend() instanceof Shared shared ? shared.translator() : Translator.AUTO,
                is -> networks.setTranslator(id, is));
        return new Form().row(Texts.get("network.translator"), translator);
    }

    private Form limit() {
        CheckBox limited = controls.check(
                "network.limited",
                network -> network.rateLimit() != null
                        || typed(NetworkPart.Field.RATE_LIMIT).isPresent(),
                is -> networks.setRateLimit(id, is ? Integer.valueOf(USUAL_LIMIT_KBIT) : null));
        TextField rate = controls.text(
                "network.rate",
                network -> typed(NetworkPart.Field.RATE_LIMIT)
                        .or(() -> Optional.ofNullable(network.rateLimit()).map(BitRate::text))
                        .orElse(""),
                (network, text) -> says(NetworkPart.Field.RATE_LIMIT, text, network.rateLimit(), BitRate.parse(text)),
                text -> networks.typeRateLimit(id, text));
        rate.setPrefColumnCount(6);
        rate.getStyleClass().add("number-field");
        Label unit = new Label(Texts.get("network.rate-unit"));
        // As high with the field as without it.
        HBox line = new HBox(8, limited, rate, unit);
        line.setMinHeight(FIELD_HEIGHT);
        limited.setAccessibleText(Texts.get("network.bandwidth") + ": " + limited.getText());
        line.setAlignment(Pos.CENTER_LEFT);
        limited.setMinWidth(USE_PREF_SIZE);
        showWith(limited, rate, unit);
        return new Form()
                .composed(
                        Texts.get("network.bandwidth"),
                        rate,
                        line,
                        checks.watch(rate, part(NetworkPart.Field.RATE_LIMIT)));
    }

    private static void showWith(CheckBox box, Node... nodes) {
        box.selectedProperty().subscribe(is -> {
            for (Node node : nodes) {
                Presence.show(node, is);
            }
        });
    }

    private Form capture(Files files) {
        Path usual = folder.resolve(id + ".pcap");
        CheckBox recorded = controls.check(
                "network.recorded",
                network -> network.capture() != null
                        || typed(NetworkPart.Field.CAPTURE).isPresent(),
                is -> networks.setCapture(id, is ? usual : null));
        TextField path = controls.text(
                "network.capture",
                network -> typed(NetworkPart.Field.CAPTURE)
                        .or(() -> Optional.ofNullable(network.capture()).map(file -> WithinFolder.words(folder, file)))
                        .orElse(""),
                (network, text) -> typed(NetworkPart.Field.CAPTURE)
                        .map(text::equals)
                        .orElseGet(() -> Objects.equals(
                                network.capture(),
                                text.isBlank()
                                        ? null
                                        : folder.resolve(text.strip()).normalize())),
                text -> networks.typeCapture(id, text, folder));
        HBox.setHgrow(path, Priority.ALWAYS);
        Button choose = new Button(Texts.get("serial.choose"));
        choose.setId("network.choose-" + id);
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setOnAction(event -> files.chooseNewFile(Texts.get("network.choose-title"), usual)
                .ifPresent(file -> networks.setCapture(id, file)));
        HBox line = new HBox(8, path, choose);
        line.setAlignment(Pos.CENTER_LEFT);
        showWith(recorded, line);
        return new Form()
                .row(
                        Texts.get("network.recording"),
                        recorded,
                        line,
                        checks.watch(path, part(NetworkPart.Field.CAPTURE)));
    }
}
