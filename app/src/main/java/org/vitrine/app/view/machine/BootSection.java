package org.vitrine.app.view.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.BootOrder;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;

/** Firmware, boot menu and boot order. */
final class BootSection extends SectionView {
    private static final double ROW = 36;

    private final Fields fields;
    private final ListView<String> order = new ListView<>();
    private final VBox networks = new VBox(8);

    BootSection(Fields fields, Checks checks) {
        super(Section.BOOT);
        this.fields = fields;
        ComboBox<Firmware.Kind> firmware = fields.choice(
                "boot.firmware",
                List.of(Firmware.Kind.values()),
                kind -> Texts.get("boot." + kind.name().toLowerCase(Locale.ROOT)),
                config -> config.firmware().kind(),
                (config, kind) -> config.withFirmware(config.firmware().withKind(kind)));
        CheckBox secure = fields.check(
                "boot.secure-boot",
                Texts.get("boot.secure-boot"),
                config -> config.firmware().secureBoot(),
                (config, is) -> config.withFirmware(config.firmware().withSecureBoot(is)));
        // It can be given up, where a file asks for it, and not be had.
        secure.disableProperty().bind(secure.selectedProperty().not());
        CheckBox menu = fields.check(
                "boot.menu",
                Texts.get("boot.menu"),
                config -> config.firmware().bootMenu(),
                (config, is) -> config.withFirmware(config.firmware().withBootMenu(is)));
        add(
                kernel(),
                new Form()
                        .row(
                                Setting.FIRMWARE.label(),
                                firmware,
                                checks.watch(firmware, Setting.FIRMWARE),
                                Form.hint(Texts.get("boot.firmware-hint")))
                        .row(
                                Setting.SECURE_BOOT.label(),
                                secure,
                                checks.watch(secure, Setting.SECURE_BOOT),
                                Form.hint(Texts.get("boot.secure-boot-hint")))
                        .row(Setting.BOOT_MENU.label(), menu)
                        .composed(
                                Setting.BOOT_ORDER.label(),
                                order,
                                orderList(),
                                checks.watch(order, Setting.BOOT_ORDER),
                                Form.hint(Texts.get("boot.order-hint")),
                                networks()));
    }

    /** What a machine that boots a kernel directly does with the rest of this page. */
    private VBox kernel() {
        Label words = new Label();
        words.setWrapText(true);
        Button remove = new Button(Texts.get("boot.linux-remove"));
        remove.setId("boot.linux-remove");
        remove.setOnAction(event -> fields.edit(config -> config.withLinux(null)));
        VBox box = new VBox(8, words, remove);
        box.getStyleClass().add("page-note");
        box.managedProperty().bind(box.visibleProperty());
        fields.follow(() -> {
            MachineConfig.LinuxBoot linux = fields.draft().config().linux();
            box.setVisible(linux != null);
            if (linux != null) {
                words.setText(Texts.get("boot.linux", linux.kernel().getFileName()));
            }
        });
        return box;
    }

    private HBox orderList() {
        order.setId("boot.order");
        order.setAccessibleText(Setting.BOOT_ORDER.label());
        order.setFixedCellSize(ROW);
        order.setCellFactory(list -> new Cell());
        Label empty = new Label(Texts.get("boot.order-empty"));
        empty.setWrapText(true);
        order.setPlaceholder(empty);
        fields.follow(() -> {
            String selected = order.getSelectionModel().getSelectedItem();
            List<String> now = BootOrder.of(fields.draft().config());
            order.getItems().setAll(now);
            order.setPrefHeight(ROW * Math.max(2, now.size()) + 4);
            order.setMinHeight(USE_PREF_SIZE);
            if (selected != null && now.contains(selected)) {
                order.getSelectionModel().select(selected);
            }
        });
        order.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.isAltDown() && event.getCode() == KeyCode.UP) {
                move(-1);
                event.consume();
            } else if (event.isAltDown() && event.getCode() == KeyCode.DOWN) {
                move(1);
                event.consume();
            }
        });
        Button up = Buttons.icon("chevron-up", "boot.up", () -> move(-1));
        Button down = Buttons.icon("chevron-down", "boot.down", () -> move(1));
        var selected = order.getSelectionModel().selectedIndexProperty();
        up.disableProperty().bind(selected.lessThan(1));
        selected.subscribe(index -> down.setDisable(
                index.intValue() < 0 || index.intValue() >= order.getItems().size() - 1));
        HBox.setHgrow(order, Priority.ALWAYS);
        HBox box = new HBox(8, order, new VBox(4, up, down));
        box.setAlignment(Pos.TOP_LEFT);
        return box;
    }

    /** Which network cards are tried too. */
    private VBox networks() {
        networks.setId("boot.networks");
        List<Node> made = new ArrayList<>();
        fields.follow(() -> Rows.first(fields.draft().config().networks().size(), networks, made, this::network));
        return networks;
    }

    /** @param index which of the machine's cards it is, from 0 */
    private CheckBox network(int index) {
        CheckBox box =
                fields.prepared("boot.network-" + index, new CheckBox(Texts.get("boot.also-network", index + 1)));
        box.setWrapText(true);
        fields.join(
                box,
                () -> card(index).map(card -> card.bootIndex() != null),
                tried -> card(index)
                        .ifPresent(card -> fields.edit(config -> BootOrder.withNetwork(config, card.id(), tried))));
        return box;
    }

    private Optional<Network> card(int index) {
        List<Network> cards = fields.draft().config().networks();
        return index < cards.size() ? Optional.of(cards.get(index)) : Optional.empty();
    }

    private void move(int by) {
        String id = order.getSelectionModel().getSelectedItem();
        if (id != null) {
            move(id, by);
        }
    }

    private void move(String id, int by) {
        fields.edit(config -> BootOrder.move(config, id, by));
        order.getSelectionModel().select(id);
        order.scrollTo(id);
    }

    private String words(String id) {
        MachineConfig config = fields.draft().config();
        for (MachineConfig.Optical drive : config.optical()) {
            if (drive.id().equals(id)) {
                int number = config.optical().indexOf(drive) + 1;
                return drive.medium() == null
                        ? Texts.get("boot.cd", number)
                        : Texts.get("boot.cd-with", number, drive.medium().getFileName());
            }
        }
        for (Network network : config.networks()) {
            if (network.id().equals(id)) {
                return Texts.get("network.card", config.networks().indexOf(network) + 1);
            }
        }
        return config.disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst()
                .map(disk -> "%s (%s)"
                        .formatted(
                                disk.file().getFileName(),
                                Texts.get("disks.bus-" + disk.bus().word())))
                .orElse(id);
    }

    private String icon(String id) {
        MachineConfig config = fields.draft().config();
        if (config.optical().stream().anyMatch(drive -> drive.id().equals(id))) {
            return "disc";
        }
        return config.disks().stream().anyMatch(disk -> disk.id().equals(id)) ? "disk" : "network";
    }

    private final class Cell extends ListCell<String> {
        Cell() {
            // As wide as the list and no wider: a long name is cut in its middle, and there is nothing to scroll.
            setPrefWidth(0);
            setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            setOnDragDetected(event -> {
                if (getItem() != null) {
                    Dragboard board = startDragAndDrop(TransferMode.MOVE);
                    ClipboardContent content = new ClipboardContent();
                    content.putString(getItem());
                    board.setContent(content);
                    event.consume();
                }
            });
            setOnDragOver(event -> {
                if (event.getGestureSource() instanceof Cell && getItem() != null) {
                    event.acceptTransferModes(TransferMode.MOVE);
                }
                event.consume();
            });
            setOnDragDropped(event -> {
                String id = event.getDragboard().getString();
                if (id != null && getItem() != null) {
                    move(
                            id,
                            order.getItems().indexOf(getItem())
                                    - order.getItems().indexOf(id));
                }
                event.setDropCompleted(true);
                event.consume();
            });
        }

        @Override
        protected void updateItem(@Nullable String id, boolean empty) {
            super.updateItem(id, empty);
            if (empty || id == null) {
                setText(null);
                setGraphic(null);
                setTooltip(null);
            } else {
                setText((getIndex() + 1) + "  " + words(id));
                setTooltip(new Tooltip(words(id)));
                setGraphic(Icon.of(icon(id), Icon.MEDIUM));
            }
        }
    }
}
