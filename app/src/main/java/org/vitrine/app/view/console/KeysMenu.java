package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;
import org.vitrine.app.viewmodel.console.GuestLayout;
import org.vitrine.app.viewmodel.console.KeyCombination;
import org.vitrine.app.viewmodel.console.OwnKeys;

/** Keys that the desktop would keep, those of the user's own, and the clipboard typed. */
final class KeysMenu extends MenuButton {
    private final ConsoleViewModel model;
    private final OwnKeys own;
    private final OwnKeysPopOver editor;

    KeysMenu(ConsoleViewModel model, OwnKeys own) {
        this.model = model;
        this.own = own;
        this.editor = new OwnKeysPopOver(own, model.input()::send);
        setId("console.send-key");
        setGraphic(Icon.of("keyboard", Icon.MEDIUM));
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, atlantafx.base.theme.Tweaks.NO_ARROW);
        Buttons.rename(this, "console.send-key");
        setOnShowing(event -> fill());
        fill();
    }

    private void fill() {
        getItems().setAll(keyItem(KeyCombination.ctrlAltDelete()), keyItem(KeyCombination.printScreen()));
        List<KeyCombination> ours = own.all();
        if (!ours.isEmpty()) {
            getItems().add(new SeparatorMenuItem());
            ours.forEach(keys -> getItems().add(keyItem(keys)));
        }
        MenuItem another = Buttons.item("console.own-keys", () -> editor.show(this));
        Menu terminals = new Menu(Texts.get("console.virtual-terminals"));
        KeyCombination.virtualTerminals().forEach(keys -> terminals.getItems().add(keyItem(keys)));
        getItems()
                .addAll(
                        another,
                        terminals,
                        new SeparatorMenuItem(),
                        Buttons.item("console.type-clipboard", this::typeClipboard),
                        layouts());
    }

    private MenuItem keyItem(KeyCombination keys) {
        MenuItem item = new MenuItem(keys.label());
        item.setId("console.keys." + keys.label());
        item.setOnAction(event -> model.input().send(keys));
        return item;
    }

    private GuestLayout guestLayout() {
        return own.layout(model.session().uuid())
                .orElseGet(() -> GuestLayout.usual(Locale.getDefault(Locale.Category.DISPLAY)));
    }

    private Menu layouts() {
        Menu menu = new Menu(Texts.get("console.layout"));
        ToggleGroup group = new ToggleGroup();
        GuestLayout now = guestLayout();
        for (GuestLayout each : GuestLayout.values()) {
            RadioMenuItem item = new RadioMenuItem(each.words());
            item.setToggleGroup(group);
            item.setSelected(each == now);
            item.setOnAction(event -> own.setLayout(model.session().uuid(), each));
            menu.getItems().add(item);
        }
        return menu;
    }

    /** Types what text the desktop's clipboard has. */
    void typeClipboard() {
        model.typing()
                .type(Objects.requireNonNullElse(Clipboard.getSystemClipboard().getString(), ""), guestLayout());
    }
}
