package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import java.util.List;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
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
    private final BooleanBinding off;
    private final List<Node> tools;

    /**
     * @param keys what sends keys
     * @param scale how the guest's picture is fitted in
     * @param backToConsole gives the keyboard to the guest again, after each action
     */
    ConsoleToolbar(
            ConsoleViewModel model,
            FilePicker files,
            KeysMenu keys,
            ObjectProperty<ScaleMode> scale,
            Runnable backToConsole) {
        super(GAP);
        this.model = model;
        this.files = files;
        this.backToConsole = backToConsole;
        getStyleClass().addAll("header", "console-toolbar");
        setAlignment(Pos.CENTER_LEFT);
        this.off = model.stateProperty().isEqualTo(MachineState.OFF);
        this.tools = List.of(
                pauseButton(),
                Buttons.icon("reset", "console.reset", then(model::askReset)),
                shutDownButton(),
                new Separator(Orientation.VERTICAL),
                backAfter(keys),
                discMenu(),
                backAfter(cameraMenu()),
                backAfter(new ScaleMenu(scale)),
                fullscreenButton());
        tools.forEach(tool -> tool.disableProperty().bind(off));
    }

    /** Leads from where the console is now. */
    void settle(ConsoleHome home) {
        getChildren().setAll(where(home));
        getChildren().addAll(tools);
        if (home.move() instanceof Runnable move) {
            Button button = home.navigation() == null
                    ? Buttons.icon("back", "console.put-back", move)
                    : Buttons.icon("external-window", "console.tear-off", move);
            button.disableProperty().bind(off);
            getChildren().add(button);
        }
    }

    private Node where(ConsoleHome home) {
        Navigation navigation = home.navigation();
        if (navigation == null) {
            Label name = new Label(model.name());
            name.getStyleClass().add("breadcrumb-here");
            name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            name.setMinWidth(0);
            name.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(name, Priority.ALWAYS);
            return name;
        }
        return home.hasPage()
                ? new Breadcrumb(
                        navigation::showLibrary,
                        model.name(),
                        () -> navigation.showMachine(model.session().uuid()))
                : new Breadcrumb(navigation::showLibrary, model.name());
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
                Buttons.item("console.screenshot-save", model.screenshots()::keep),
                Buttons.item(
                        "console.screenshot-copy", () -> model.screenshots().copy(ScreenshotClipboard::put)));
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
        BooleanProperty fullscreen = model.input().fullscreenProperty();
        Button button = Buttons.icon("fullscreen", "console.fullscreen", () -> fullscreen.set(!fullscreen.get()));
        fullscreen.subscribe(is -> {
            button.setGraphic(Icon.of(is ? "fullscreen-exit" : "fullscreen", Icon.MEDIUM));
            Buttons.rename(button, is ? "console.leave-fullscreen" : "console.fullscreen");
        });
        return button;
    }
}
