package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.DraftPorts;
import org.vitrine.engine.config.Virtio.Port;

/** One virtio port: its name, what the guest sees, and where it leads on the host. */
final class PortRow extends HBox {
    private final int index;
    private final Fields fields;
    private final DraftPorts ports;
    private final Path folder;

    /** @param index its place among the ports @param folder the machine's, to which files are relative */
    PortRow(int index, Fields fields, DraftPorts ports, Files files, Path folder) {
        super(8);
        this.index = index;
        this.fields = fields;
        this.ports = ports;
        this.folder = folder;
        getStyleClass().add("device-row");
        setAlignment(Pos.CENTER_LEFT);
        TextField name = text("channels.name", Port::name, text -> ports.setName(index, text));
        name.setMinWidth(96);
        HBox.setHgrow(name, Priority.ALWAYS);
        ComboBox<Boolean> console = choice(
                "channels.kind",
                is -> Texts.get(is ? "channels.terminal" : "channels.channel"),
                Port::console,
                is -> ports.setConsole(index, is));
        ComboBox<Boolean> toFile = choice(
                "channels.target",
                is -> Texts.get(is ? "channels.file" : "channels.socket"),
                port -> port.file() != null,
                is -> ports.setFile(index, is ? usual() : null));
        TextField file = text(
                "channels.path",
                port -> Optional.ofNullable(port.file())
                        .map(used -> WithinFolder.words(folder, used))
                        .orElse(""),
                text -> ports.setFile(index, text.isBlank() ? usual() : folder.resolve(text.strip())));
        file.setMinWidth(96);
        HBox.setHgrow(file, Priority.ALWAYS);
        Button choose = new Button(Texts.get("serial.choose"));
        choose.setId("channels.choose-" + index);
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setOnAction(event -> files.chooseNewFile(Texts.get("channels.choose-title"), usual())
                .ifPresent(chosen -> ports.setFile(index, chosen)));
        Button remove = Buttons.icon("trash", "channels.remove", () -> ports.remove(index));
        remove.setId("channels.remove-" + index);
        getChildren().addAll(name, console, toFile, file, choose, remove);
        fields.follow(() -> port().ifPresent(port -> {
            Presence.show(file, port.file() != null);
            Presence.show(choose, port.file() != null);
        }));
    }

    private Path usual() {
        return folder.resolve(port().map(Port::name).orElse("channel") + ".log");
    }

    private Optional<Port> port() {
        return index < ports.all().size() ? Optional.of(ports.all().get(index)) : Optional.empty();
    }

    private <T extends Control> T named(String key, T control) {
        return fields.named(key + "-" + index, Texts.get(key + "-of", index + 1), control);
    }

    private TextField text(String key, Function<Port, String> get, Consumer<String> put) {
        TextField field = named(key, new TextField());
        Predicate<String> isNew = now -> !now.equals(field.getText().strip());
        fields.follow(() -> port().map(get).filter(isNew).ifPresent(field::setText));
        field.textProperty().addListener((value, was, is) -> {
            if (!fields.isShowing()) {
                put.accept(is);
            }
        });
        return field;
    }

    private ComboBox<Boolean> choice(
            String key, Function<Boolean, String> words, Function<Port, Boolean> get, Consumer<Boolean> put) {
        ComboBox<Boolean> box = named(key, new ComboBox<>());
        box.setMinWidth(USE_PREF_SIZE);
        fields.join(box, List.of(false, true), words, () -> port().map(get), put);
        return box;
    }
}
