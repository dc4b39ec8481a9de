package org.vitrine.app.view.machine;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.TextField;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Network;

/** Controls that show one network card of a draft and change it. Their ids are their text's key and the card's id. */
final class NetworkControls {
    private final String id;
    private final Fields fields;

    NetworkControls(String id, Fields fields) {
        this.id = id;
        this.fields = fields;
    }

    /** The card as the draft has it; empty once it is removed. */
    Optional<Network> network() {
        return fields.draft().config().networks().stream()
                .filter(network -> network.id().equals(id))
                .findFirst();
    }

    /** Shows the card now and whenever the draft changes, as long as it is there. */
    void follow(Consumer<Network> show) {
        fields.follow(() -> network().ifPresent(show));
    }

    <T extends Control> T named(String key, T control) {
        control.setId(key + "-" + id);
        control.setAccessibleText(Texts.get(key));
        control.focusedProperty().subscribe(focused -> fields.draft().endStep());
        return control;
    }

    <T> ComboBox<T> choice(
            String key, List<T> values, Function<T, String> words, Function<Network, T> get, Consumer<T> put) {
        ComboBox<T> box = named(key, new ComboBox<>());
        box.getItems().setAll(values);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setMinWidth(0);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : words.apply(value);
            }

            @Override
            public @Nullable T fromString(String text) {
                return null;
            }
        });
        follow(network -> box.setValue(get.apply(network)));
        box.valueProperty().addListener((value, was, is) -> {
            if (is != null && !fields.isShowing()) {
                put.accept(is);
            }
        });
        return box;
    }

    CheckBox check(String key, Function<Network, Boolean> get, Consumer<Boolean> put) {
        CheckBox box = named(key, new CheckBox(Texts.get(key)));
        box.setWrapText(true);
        follow(network -> box.setSelected(get.apply(network)));
        box.selectedProperty().addListener((value, was, is) -> {
            if (!fields.isShowing()) {
                put.accept(is);
            }
        });
        return box;
    }

    /** @param says whether a text already says what the card has, and so is left as it was typed */
    TextField text(String key, Function<Network, String> get, BiPredicate<Network, String> says, Consumer<String> put) {
        TextField field = named(key, new TextField());
        follow(network -> {
            if (!says.test(network, field.getText())) {
                field.setText(get.apply(network));
            }
        });
        field.textProperty().addListener((value, was, is) -> {
            if (!fields.isShowing()) {
                put.accept(is);
            }
        });
        return field;
    }
}
