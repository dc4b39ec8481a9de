package org.vitrine.app.view.settings;

import java.util.Optional;
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
    private final ProblemWords problem = new ProblemWords();
    private boolean shown;

    StartSwitch(Desk desk) {
        super(8);
        this.autostart = ApplicationAutostart.ofUser(desk.folders());
        this.threads = desk.threads();
        control.setId(KEY);
        control.setAccessibleText(Texts.get(KEY));
        getChildren().addAll(PreferencesSheet.row(KEY, control), problem);
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
            problem.show(trouble);
        });
    }
}
