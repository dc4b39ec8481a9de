package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Separator;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.FilePicker;
import org.vitrine.app.view.desk.Navigation;
import org.vitrine.app.view.parts.Breadcrumb;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;
import org.vitrine.display.console.ScaleMode;

/** What one does to a machine while one looks at it. */
final class ConsoleToolbar extends HBox {
    private static final double GAP = 4;

    private final ConsoleViewModel model;
    private final FilePicker files;
    private final Runnable backToConsole;

    /**
     * @param keys what sends keys
     * @param scale how the guest's picture is fitted in
     * @param navigation leads to the other places; null in a window that has none
     * @param hasPage whether the machine has a page, as one of the library's has
     * @param move moves the console into a window of its own, or back into the main one; null if there is nowhere to go
     * @param backToConsole gives the keyboard to the guest again, after each action
     */
    ConsoleToolbar(
            ConsoleViewModel model,
            FilePicker files,
            KeysMenu keys,
            ObjectProperty<ScaleMode> scale,
            @Nullable Navigation navigation,
            boolean hasPage,
            @Nullable Runnable move,
            Runnable backToConsole) {
        super(GAP);
        this.model = model;
        this.files = files;
        this.backToConsole = backToConsole;
        getStyleClass().addAll("header", "console-toolbar");
        setAlignment(Pos.CENTER_LEFT);
        if (navigation != null) {
            getChildren()
                    .add(
                            hasPage
                                    ? new Breadcrumb(
                                            navigation::showLibrary,
                                            model.name(),
                                            () -> navigation.showMachine(
                                                    model.session().uuid()))
                                    : new Breadcrumb(navigation::showLibrary, model.name()));
        } else {
            Label name = new Label(model.name());
            name.getStyleClass().add("breadcrumb-here");
            name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            name.setMinWidth(0);
            name.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(name, Priority.ALWAYS);
            getChildren().add(name);
        }
        Node where = getChildren().getFirst();
        getChildren()
                .addAll(
                        pauseButton(),
                        Buttons.icon("reset", "console.reset", then(model::askReset)),
                        shutDownButton(),
                        new Separator(Orientation.VERTICAL),
                        backAfter(keys),
                        discMenu(),
                        backAfter(cameraMenu()),
                        backAfter(new ScaleMenu(scale)),
                        fullscreenButton());
        if (move != null) {
            getChildren()
                    .add(
                            navigation == null
                                    ? Buttons.icon("back", "console.put-back", move)
                                    : Buttons.icon("external-window", "console.tear-off", move));
        }
        BooleanBinding off = model.stateProperty().isEqualTo(MachineState.OFF);
        getChildren().stream()
                .filter(node -> node != where)
                .forEach(node -> node.disableProperty().bind(off));
    }

    /** Puts the keyboard on its first control. */
    void begin() {
        Node first = lookup(".hyperlink");
        Node control = first == null ? lookup(".button") : first;
        if (control != null) {
            control.requestFocus();
        }
    }

    private Runnable then(Runnable action) {
        return () -> {
            action.run();
            backToConsole.run();
        };
    }

    private Button pauseButton() {
        Button button = Buttons.icon("pause", "console.pause", then(model::togglePause));
        model.stateProperty().subscribe(state -> {
            boolean running = state == MachineState.RUNNING;
            button.setGraphic(Icon.of(running ? "pause" : "play", Icon.MEDIUM));
            Buttons.rename(button, running ? "console.pause" : "console.resume");
        });
        return button;
    }

    /** The polite way is the button; the other stands in its menu, in words. */
    private SplitMenuButton shutDownButton() {
        MenuItem force = Buttons.item("console.force-off", then(model::askForceOff));
        SplitMenuButton button = new SplitMenuButton(force);
        button.setId("console.shut-down");
        button.setText(Texts.get("console.shut-down"));
        button.setAccessibleText(button.getText());
        button.setGraphic(Icon.of("power", Icon.MEDIUM));
        button.setOnAction(event -> then(model::shutDown).run());
        button.getStyleClass().add(Styles.FLAT);
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    private MenuButton cameraMenu() {
        return Buttons.menu(
                "camera",
                "console.screenshot",
                Buttons.item("console.screenshot-save", model::takeScreenshot),
                Buttons.item("console.screenshot-copy", () -> model.copyScreenshot(ScreenshotClipboard::put)));
    }

    private MenuButton discMenu() {
        return backAfter(Buttons.menu(
                "disc",
                "console.disc",
                Buttons.item(
                        "console.change-disc",
                        () -> files.chooseDisc(getScene().getWindow()).ifPresent(model::insertDisc)),
                Buttons.item("console.eject-disc", model::ejectDisc)));
    }

    private MenuButton backAfter(MenuButton menu) {
        menu.setOnHidden(event -> backToConsole.run());
        return menu;
    }

    private Button fullscreenButton() {
        Button button = Buttons.icon(
                "fullscreen",
                "console.fullscreen",
                () -> model.fullscreenProperty().set(!model.fullscreenProperty().get()));
        model.fullscreenProperty().subscribe(is -> {
            button.setGraphic(Icon.of(is ? "fullscreen-exit" : "fullscreen", Icon.MEDIUM));
            Buttons.rename(button, is ? "console.leave-fullscreen" : "console.fullscreen");
        });
        return button;
    }
}
