package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.DraftNetworks;
import org.vitrine.app.viewmodel.machine.HostPorts;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.Network;

/** The network cards: what is there, and what can be added. */
final class NetworkSection extends SectionView {
    private final Fields fields;
    private final Checks checks;
    private final DraftNetworks networks;
    private final HostPorts ports;
    private final Files files;
    private final Path folder;
    private final VBox list = new VBox(8);
    private final Label none = new Label(Texts.get("network.none"));
    private final Button add = new Button(Texts.get("network.add"));

    /** @param folder the machine's */
    NetworkSection(Fields fields, Checks checks, DraftNetworks networks, HostPorts ports, Files files, Path folder) {
        super(Section.NETWORK);
        this.fields = fields;
        this.checks = checks;
        this.networks = networks;
        this.ports = ports;
        this.files = files;
        this.folder = folder;
        none.setWrapText(true);
        none.getStyleClass().add(Styles.TEXT_MUTED);
        add.setId("network.add");
        add.setOnAction(event -> networks.add());
        add(list, none, add);
        fields.follow(this::refresh);
    }

    private void refresh() {
        List<String> ids =
                fields.draft().config().networks().stream().map(Network::id).toList();
        Rows.keep(list, ids, id -> new NetworkRow(id, fields, checks, networks, files, folder));
        for (int i = 0; i < ids.size(); i++) {
            if (list.getChildren().get(i) instanceof NetworkRow row) {
                row.refresh(i + 1);
            }
        }
        Presence.show(none, ids.isEmpty());
        Presence.show(list, !ids.isEmpty());
        add.setDisable(!networks.hasRoom());
    }

    @Override
    void shown() {
        ports.look();
    }
}
