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
        return fields.named(key + "-" + id, Texts.get(key), control);
    }

    <T> ComboBox<T> choice(
            String key, List<T> values, Function<T, String> words, Function<Network, T> get, Consumer<T> put) {
        ComboBox<T> box = named(key, new ComboBox<>());
        box.setMaxWidth(Double.MAX_VALUE);
        box.setMinWidth(0);
        fields.join(box, values, words, () -> network().map(get), put);
        return box;
    }

    CheckBox check(String key, Function<Network, Boolean> get, Consumer<Boolean> put) {
        CheckBox box = named(key, new CheckBox(Texts.get(key)));
        box.setWrapText(true);
        fields.join(box, () -> network().map(get), put);
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
