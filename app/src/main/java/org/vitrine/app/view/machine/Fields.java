package org.vitrine.app.view.machine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import javafx.scene.TraversalDirection;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Slider;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import org.vitrine.app.view.parts.ValueWords;
import org.vitrine.app.viewmodel.machine.MachineDraft;
import org.vitrine.engine.config.MachineConfig;

/** Controls that show and change a draft: what is typed is in it at once, and what it becomes by undoing or from elsewhere is shown. */
final class Fields {
    private static final int MOST_DIGITS = 9;

    private final MachineDraft draft;
    /** While a control is given the draft's value it is not the user who changes it. */
    private boolean showing;

    Fields(MachineDraft draft) {
        this.draft = draft;
    }

    MachineDraft draft() {
        return draft;
    }

    /** Runs what shows the draft, now and whenever it changes; what that does to controls is no edit. */
    void follow(Runnable show) {
        draft.editProperty().subscribe(edit -> {
            boolean before = showing;
            showing = true;
            show.run();
            showing = before;
        });
    }

    /** Takes what a user did to a control; nothing if the control only shows the draft. */
    void edit(java.util.function.UnaryOperator<MachineConfig> change) {
        if (!showing) {
            draft.change(change);
        }
    }

    boolean isShowing() {
        return showing;
    }

    /** Gives a control its id; who leaves it has ended a step that can be undone. */
    <T extends Control> T prepared(String id, T control) {
        control.setId(id);
        control.focusedProperty().subscribe(focused -> draft.endStep());
        return control;
    }

    /** @param words for screen readers */
    <T extends Control> T named(String id, String words, T control) {
        control.setAccessibleText(words);
        return prepared(id, control);
    }

    /**
     * Lets a box of values show the draft's and change it.
     *
     * @param words what each value is called
     * @param get empty while the draft has not what the box is about
     */
    <T> void join(
            ComboBox<T> box, List<T> values, Function<T, String> words, Supplier<Optional<T>> get, Consumer<T> put) {
        box.getItems().setAll(values);
        box.setConverter(new ValueWords<>(words));
        follow(() -> get.get().ifPresent(box::setValue));
        box.valueProperty().addListener((value, was, is) -> {
            if (is != null && !showing) {
                put.accept(is);
            }
        });
    }

    /** Lets a check box show the draft and change it. @param get empty while the draft has not what the box is about */
    void join(CheckBox box, Supplier<Optional<Boolean>> get, Consumer<Boolean> put) {
        follow(() -> get.get().ifPresent(box::setSelected));
        box.selectedProperty().addListener((value, was, is) -> {
            if (!showing) {
                put.accept(is);
            }
        });
    }

    TextField text(
            String id, Function<MachineConfig, String> get, BiFunction<MachineConfig, String, MachineConfig> put) {
        TextField field = prepared(id, new TextField());
        join(field, get, put);
        return field;
    }

    TextArea lines(
            String id, Function<MachineConfig, String> get, BiFunction<MachineConfig, String, MachineConfig> put) {
        TextArea area = prepared(id, new TextArea());
        area.setWrapText(true);
        area.setMinHeight(Region.USE_PREF_SIZE);
        leadOn(area);
        join(area, get, put);
        return area;
    }

    /** Makes Tab lead on from a text of lines, which has no use for tabs. */
    static void leadOn(TextArea area) {
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
                event.consume();
                boolean unused = area.requestFocusTraversal(
                        event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            }
        });
    }

    private void join(
            TextInputControl field,
            Function<MachineConfig, String> get,
            BiFunction<MachineConfig, String, MachineConfig> put) {
        follow(() -> {
            String now = get.apply(draft.config());
            if (!now.equals(field.getText())) {
                field.setText(now);
            }
        });
        field.textProperty().addListener((value, was, is) -> edit(config -> put.apply(config, is)));
    }

    /** A whole number from 0 on; nothing but digits can be typed, and the arrow keys count. */
    TextField number(
            String id,
            int step,
            ToIntFunction<MachineConfig> get,
            BiFunction<MachineConfig, Integer, MachineConfig> put) {
        TextField field = prepared(id, new TextField());
        field.setPrefColumnCount(6);
        field.setMaxWidth(96);
        field.getStyleClass().add("number-field");
        field.setTextFormatter(new TextFormatter<>(
                change -> change.getControlNewText().matches("\\d{0," + MOST_DIGITS + "}") ? change : null));
        follow(() -> {
            int now = get.applyAsInt(draft.config());
            if (now != valueOf(field.getText())) {
                field.setText(Integer.toString(now));
            }
        });
        field.textProperty().addListener((value, was, is) -> edit(config -> put.apply(config, valueOf(is))));
        field.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            int by = event.getCode() == KeyCode.UP ? step : event.getCode() == KeyCode.DOWN ? -step : 0;
            if (by != 0) {
                event.consume();
                field.setText(Integer.toString(Math.max(1, valueOf(field.getText()) + by)));
            }
        });
        return field;
    }

    private static int valueOf(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    Slider slider(
            String id,
            double least,
            double most,
            int step,
            ToIntFunction<MachineConfig> get,
            BiFunction<MachineConfig, Integer, MachineConfig> put) {
        Slider slider = prepared(id, new Slider(least, most, least));
        slider.setBlockIncrement(step);
        follow(() -> {
            int now = get.applyAsInt(draft.config());
            if (now != (int) slider.getValue()) {
                slider.setValue(now);
            }
        });
        slider.valueProperty().addListener((value, was, is) -> {
            int rounded = (int) Math.clamp(Math.round(is.doubleValue() / step) * step, least, most);
            edit(config -> put.apply(config, rounded));
        });
        return slider;
    }

    CheckBox check(
            String id,
            String words,
            Function<MachineConfig, Boolean> get,
            BiFunction<MachineConfig, Boolean, MachineConfig> put) {
        CheckBox box = prepared(id, new CheckBox(words));
        box.setWrapText(true);
        follow(() -> box.setSelected(get.apply(draft.config())));
        box.selectedProperty().addListener((value, was, is) -> edit(config -> put.apply(config, is)));
        return box;
    }

    /** @param words what each value is called */
    <T> ComboBox<T> choice(
            String id,
            List<T> values,
            Function<T, String> words,
            Function<MachineConfig, T> get,
            BiFunction<MachineConfig, T, MachineConfig> put) {
        ComboBox<T> box = prepared(id, new ComboBox<>());
        box.getItems().setAll(values);
        box.setConverter(new ValueWords<>(words));
        follow(() -> {
            T now = get.apply(draft.config());
            if (!box.getItems().contains(now)) {
                box.getItems().add(now);
            }
            if (!Objects.equals(now, box.getValue())) {
                box.setValue(now);
            }
        });
        box.valueProperty().addListener((value, was, is) -> {
            if (is != null) {
                edit(config -> put.apply(config, is));
            }
        });
        return box;
    }
}
