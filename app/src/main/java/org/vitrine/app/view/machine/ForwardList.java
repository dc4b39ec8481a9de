package org.vitrine.app.view.machine;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.DraftNetworks;

/** The port forwards of a shared network card, in columns. */
final class ForwardList extends VBox {
    private final String id;
    private final Fields fields;
    private final Checks checks;
    private final DraftNetworks networks;
    private final VBox rows = new VBox(8);
    private final HBox names = new HBox(ForwardRow.GAP);
    private final Button add = new Button(Texts.get("network.add-forward"));
    private final List<Node> made = new ArrayList<>();

    ForwardList(String id, Fields fields, Checks checks, DraftNetworks networks) {
        super(8);
        this.id = id;
        this.fields = fields;
        this.checks = checks;
        this.networks = networks;
        Label title = new Label(Texts.get("network.forwards"));
        title.getStyleClass().add("forwards-title");
        names.getChildren()
                .addAll(
                        name("network.protocol", ForwardRow.PROTOCOL),
                        name("network.host-side", ForwardRow.ADDRESS + ForwardRow.PORT + 2 * ForwardRow.GAP + 8),
                        name("network.guest-side", ForwardRow.ADDRESS + ForwardRow.PORT));
        add.setId("network.add-forward-" + id);
        add.setOnAction(event -> networks.addForward(id));
        getChildren().addAll(title, names, rows, add);
        fields.follow(this::refresh);
        add.setAlignment(Pos.CENTER_LEFT);
    }

    private static Label name(String key, double width) {
        Label name = Form.hint(Texts.get(key));
        name.setMinWidth(width);
        name.setPrefWidth(width);
        return name;
    }

    private void refresh() {
        int count = networks.forwards(id).size();
        Rows.first(count, rows, made, place -> new ForwardRow(id, place, fields, checks, networks));
        Presence.show(names, count > 0);
        add.setDisable(!networks.hasRoomForForward(id));
    }
}
