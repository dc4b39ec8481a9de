package org.vitrine.app.view.parts;

import atlantafx.base.theme.Styles;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import org.vitrine.app.text.Texts;

/** Buttons as the toolbar has them: an icon, with its name for tooltips and screen readers. */
public final class Buttons {
    private Buttons() {}

    /** @param key of its name's text */
    public static Button icon(String icon, String key, Runnable action) {
        Button button = new Button();
        button.setOnAction(event -> action.run());
        dress(button, icon, key);
        return button;
    }

    public static MenuButton menu(String icon, String key, MenuItem... items) {
        MenuButton button = new MenuButton();
        button.getItems().addAll(items);
        dress(button, icon, key);
        button.getStyleClass().add(atlantafx.base.theme.Tweaks.NO_ARROW);
        return button;
    }

    public static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(Texts.get(key));
        item.setOnAction(event -> action.run());
        item.setId(key);
        return item;
    }

    private static void dress(Labeled button, String icon, String key) {
        button.setId(key);
        button.setGraphic(Icon.of(icon, Icon.MEDIUM));
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        rename(button, key);
    }

    /** Gives a button another name, as when it does another thing now. */
    public static void rename(Labeled button, String key) {
        String name = Texts.get(key);
        button.setText(name);
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
    }
}
