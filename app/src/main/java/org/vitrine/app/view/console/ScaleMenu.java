package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.display.console.ScaleMode;

/** How the guest's picture is fitted into the console. */
final class ScaleMenu extends MenuButton {
    ScaleMenu(ObjectProperty<ScaleMode> mode) {
        setId("console.scale");
        setGraphic(Icon.of("scale", Icon.MEDIUM));
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, atlantafx.base.theme.Tweaks.NO_ARROW);
        Buttons.rename(this, "console.scale");
        ToggleGroup group = new ToggleGroup();
        for (ScaleMode each : ScaleMode.values()) {
            RadioMenuItem item =
                    new RadioMenuItem(Texts.get("console.scale-" + each.name().toLowerCase(Locale.ROOT)));
            item.setToggleGroup(group);
            item.setOnAction(event -> mode.set(each));
            mode.subscribe(is -> item.setSelected(is == each));
            getItems().add(item);
        }
    }
}
