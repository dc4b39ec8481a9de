package org.vitrine.app.view.machine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.viewmodel.machine.DraftNetworks;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;

/** One port forward: a line of fields, and what is wrong with them. */
final class ForwardRow extends VBox {
    static final double GAP = 8;
    static final double PROTOCOL = 88;
    static final double ADDRESS = 136;
    static final double PORT = 72;

    private final String id;
    private final int index;
    private final Fields fields;
    private final DraftNetworks networks;

    /** @param index its place among the card's forwards */
    ForwardRow(String id, int index, Fields fields, Checks checks, DraftNetworks networks) {
        super(4);
        this.id = id;
        this.index = index;
        this.fields = fields;
        this.networks = networks;
        ComboBox<Protocol> protocol = protocol();
        TextField hostAddress = address(
                "network.host-address",
                PortForward::hostAddress,
                (forward, text) -> of(forward, text, forward.hostPort(), forward.guestAddress(), forward.guestPort()));
        TextField hostPort = port(
                "network.host-port",
                PortForward::hostPort,
                (forward, port) ->
                        of(forward, forward.hostAddress(), port, forward.guestAddress(), forward.guestPort()));
        TextField guestAddress = address(
                "network.guest-address",
                forward -> forward.guestAddress() == null ? "" : forward.guestAddress(),
                (forward, text) -> of(
                        forward,
                        forward.hostAddress(),
                        forward.hostPort(),
                        text.isEmpty() ? null : text,
                        forward.guestPort()));
        guestAddress.setPromptText(Texts.get("network.guest-own"));
        TextField guestPort = port(
                "network.guest-port",
                PortForward::guestPort,
                (forward, port) ->
                        of(forward, forward.hostAddress(), forward.hostPort(), forward.guestAddress(), port));
        Button remove = Buttons.icon("trash", "network.remove-forward", () -> networks.removeForward(id, index));
        remove.setId("network.remove-forward-" + id + "-" + index);
        Label leads = new Label("\u2192");
        leads.setMinWidth(16);
        HBox line = new HBox(GAP, protocol, hostAddress, hostPort, leads, guestAddress, guestPort, remove);
        line.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(line, checks.watch(hostPort, () -> networks.forwardProblem(id, index)));
    }

    private static PortForward of(
            PortForward forward, String hostAddress, int hostPort, @Nullable String guestAddress, int guestPort) {
        return new PortForward(forward.protocol(), hostAddress, hostPort, guestAddress, guestPort);
    }

    private Optional<PortForward> forward() {
        var all = networks.forwards(id);
        return index < all.size() ? Optional.of(all.get(index)) : Optional.empty();
    }

    private void change(Function<PortForward, PortForward> change) {
        if (!fields.isShowing()) {
            forward().ifPresent(now -> networks.setForward(id, index, change.apply(now)));
        }
    }

    private <T extends Control> T named(String key, T control) {
        return fields.named(key + "-" + id + "-" + index, Texts.get(key + "-of", index + 1), control);
    }

    private ComboBox<Protocol> protocol() {
        ComboBox<Protocol> box = named("network.protocol", new ComboBox<>());
        box.setMinWidth(PROTOCOL);
        box.setPrefWidth(PROTOCOL);
        fields.join(
                box,
                List.of(Protocol.values()),
                each -> each.word().toUpperCase(Locale.ROOT),
                () -> forward().map(PortForward::protocol),
                is -> change(now ->
                        new PortForward(is, now.hostAddress(), now.hostPort(), now.guestAddress(), now.guestPort())));
        return box;
    }

    private TextField address(
            String key, Function<PortForward, String> get, BiFunction<PortForward, String, PortForward> put) {
        TextField field = named(key, new TextField());
        field.setMinWidth(96);
        field.setPrefWidth(ADDRESS);
        field.setMaxWidth(ADDRESS);
        HBox.setHgrow(field, Priority.SOMETIMES);
        fields.follow(() -> forward()
                .map(get)
                .filter(now -> !now.equals(field.getText().strip()))
                .ifPresent(field::setText));
        field.textProperty().addListener((value, was, is) -> change(now -> put.apply(now, is.strip())));
        return field;
    }

    private TextField port(
            String key, Function<PortForward, Integer> get, BiFunction<PortForward, Integer, PortForward> put) {
        TextField field = named(key, new TextField());
        field.setMinWidth(PORT);
        field.setPrefWidth(PORT);
        field.setMaxWidth(PORT);
        field.setTextFormatter(
                new TextFormatter<>(change -> change.getControlNewText().matches("\\d{0,5}") ? change : null));
        fields.follow(() -> forward()
                .map(get)
                .filter(now -> now != number(field.getText()))
                .ifPresent(now -> field.setText(Integer.toString(now))));
        field.textProperty().addListener((value, was, is) -> change(now -> put.apply(now, number(is))));
        return field;
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
