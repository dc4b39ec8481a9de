package org.vitrine.app.view.create;

import java.util.List;
import java.util.function.IntFunction;
import javafx.beans.property.IntegerProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;

/** A slider over given amounts, with the chosen one in words beside it. */
final class StepSlider extends HBox {
    private static final double WORDS = 72;

    private final Slider slider = new Slider();
    private final Label words = new Label();
    private final IntegerProperty value;
    private final IntFunction<String> inWords;
    private List<Integer> steps = List.of();
    private boolean showing;

    /** @param name of what is chosen, for screen readers */
    StepSlider(String id, String name, IntegerProperty value, IntFunction<String> inWords) {
        super(12);
        this.value = value;
        this.inWords = inWords;
        setAlignment(Pos.CENTER_LEFT);
        slider.setId(id);
        slider.setAccessibleText(name);
        slider.setMin(0);
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setSnapToTicks(true);
        slider.setBlockIncrement(1);
        HBox.setHgrow(slider, Priority.ALWAYS);
        words.setMinWidth(WORDS);
        words.setAlignment(Pos.CENTER_RIGHT);
        words.getStyleClass().add("amount");
        getChildren().addAll(slider, words);
        slider.valueProperty().subscribe(at -> {
            if (!showing && !steps.isEmpty()) {
                value.set(steps.get((int) Math.round(at.doubleValue())));
            }
        });
        value.subscribe(is -> show());
    }

    Slider slider() {
        return slider;
    }

    /** @param next ascending, not empty */
    void setSteps(@Nullable List<Integer> next) {
        if (next != null && !next.isEmpty()) {
            steps = next;
            showing = true;
            slider.setMax(Math.max(1, next.size() - 1));
            slider.setDisable(next.size() == 1);
            showing = false;
            show();
        }
    }

    /** An amount between two steps stands at the lower one. */
    private void show() {
        int index = 0;
        for (int i = 0; i < steps.size() && steps.get(i) <= value.get(); i++) {
            index = i;
        }
        showing = true;
        slider.setValue(index);
        showing = false;
        words.setText(inWords.apply(value.get()));
    }
}
