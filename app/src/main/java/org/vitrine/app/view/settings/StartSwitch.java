package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.ApplicationAutostart;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.viewmodel.Threads;

/** Whether Vitrine's window opens when its user logs in. It shows what is so, and why it cannot be otherwise. */
final class StartSwitch extends VBox {
    private static final String KEY = "preferences.start";

    private final ApplicationAutostart autostart;
    private final Threads threads;
    private final ToggleSwitch control = new ToggleSwitch();
    private final Label problem = new Label();
    private boolean shown;

    StartSwitch(Desk desk) {
        super(8);
        this.autostart = ApplicationAutostart.ofUser(desk.folders());
        this.threads = desk.threads();
        control.setId(KEY);
        control.setAccessibleText(Texts.get(KEY));
        Label name = new Label(Texts.get(KEY));
        name.setLabelFor(control);
        name.setWrapText(true);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox row = new HBox(12, name, control);
        row.setAlignment(Pos.CENTER_LEFT);
        problem.setWrapText(true);
        problem.getStyleClass().addAll(Styles.TEXT_SMALL, "problem-words");
        problem.managedProperty().bind(problem.visibleProperty());
        problem.setVisible(false);
        getChildren().addAll(row, problem);
        control.selectedProperty().addListener((value, was, is) -> {
            if (is != shown) {
                set(is);
            }
        });
        threads.background().execute(() -> tell(Optional.empty()));
    }

    private void set(boolean on) {
        shown = on;
        threads.background().execute(() -> {
            try {
                autostart.set(on);
                tell(Optional.empty());
            } catch (Refusal e) {
                tell(Optional.of(e.sentence()));
            }
        });
    }

    private void tell(Optional<String> trouble) {
        boolean on = autostart.isOn();
        threads.ui().execute(() -> {
            shown = on;
            control.setSelected(on);
            problem.setText(trouble.orElse(""));
            problem.setVisible(trouble.isPresent());
        });
    }
}
