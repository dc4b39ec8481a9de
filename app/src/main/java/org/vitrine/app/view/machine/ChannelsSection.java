package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.DraftPorts;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;

/** The host's random numbers, and the named channels between host and guest. */
final class ChannelsSection extends SectionView {
    private final Fields fields;
    private final DraftPorts ports;
    private final Files files;
    private final Path folder;
    private final VBox list = new VBox(8);
    private final Button add = new Button(Texts.get("channels.add"));
    private final List<Node> made = new ArrayList<>();

    /** @param folder the machine's */
    ChannelsSection(Fields fields, Checks checks, Files files, Path folder) {
        super(Section.CHANNELS);
        this.fields = fields;
        this.ports = new DraftPorts(fields.draft());
        this.files = files;
        this.folder = folder;
        CheckBox rng = fields.check(
                "channels.rng",
                Texts.get("channels.rng"),
                config -> config.virtio().rng(),
                (config, is) -> config.withVirtio(config.virtio().withRng(is)));
        Form form = new Form().row(Setting.RNG.label(), rng, Form.hint(Texts.get("channels.rng-hint")));
        add.setId("channels.add");
        add.setOnAction(event -> ports.add());
        Label problem = checks.watch(add, Setting.PORTS);
        add(form, heading(Texts.get("channels.channels")), Form.hint(Texts.get("channels.hint")), list, problem, add);
        fields.follow(this::refresh);
    }

    private void refresh() {
        int count = ports.all().size();
        Rows.first(count, list, made, place -> new PortRow(place, fields, ports, files, folder));
        add.setDisable(!ports.hasRoom());
    }
}
