package org.vitrine.app.view.console;

import javafx.scene.control.ContextMenu;
import javafx.scene.control.Tab;
import javafx.scene.control.Tooltip;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.StateBadge;

/** A console's name and state in the strip above it, and what can be done with it there. */
final class ConsoleTab extends Tab {
    private final ConsolePlace console;

    ConsoleTab(ConsolePlace console) {
        super(console.name());
        this.console = console;
        setId("console.tab." + console.machine());
        setTooltip(new Tooltip(console.name()));
        StateBadge state = new StateBadge();
        console.stateProperty().subscribe(is -> state.show(is, ""));
        setGraphic(state);
        ContextMenu menu = new ContextMenu();
        if (console.home().move() instanceof Runnable move) {
            menu.getItems()
                    .add(Buttons.item(
                            console.home().navigation() == null ? "console.put-back" : "console.tear-off", move));
        }
        menu.getItems().add(Buttons.item("console.close-tab", console.home().close()));
        setContextMenu(menu);
        setOnCloseRequest(event -> {
            event.consume();
            console.home().close().run();
        });
    }

    ConsolePlace console() {
        return console;
    }
}
