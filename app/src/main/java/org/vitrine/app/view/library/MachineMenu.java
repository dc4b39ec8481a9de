package org.vitrine.app.view.library;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineItem;

/** What can be done to the selected machines, where the pointer or the keyboard asks for it. */
final class MachineMenu {
    private MachineMenu() {}

    static void on(Node node, LibraryModels models) {
        ContextMenu menu = new ContextMenu();
        menu.setId("library.menu");
        node.setOnContextMenuRequested(event -> {
            event.consume();
            if (fill(menu, models)) {
                menu.show(node, event.getScreenX(), event.getScreenY());
            }
        });
        // The toolkit asks only at the pointer's place here.
        node.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            boolean asked =
                    event.getCode() == KeyCode.CONTEXT_MENU || (event.getCode() == KeyCode.F10 && event.isShiftDown());
            if (asked && fill(menu, models)) {
                event.consume();
                Bounds place =
                        place(node, models.library().selection().leadProperty().get());
                menu.show(node, place.getMinX() + place.getWidth() / 2, place.getMinY() + place.getHeight() / 2);
            }
        });
    }

    private static boolean fill(ContextMenu menu, LibraryModels models) {
        menu.getItems().setAll(items(models, models.library().selection().selected()));
        return !menu.getItems().isEmpty();
    }

    /** Where a machine is on the screen; where all of them are if it is out of sight. */
    private static Bounds place(Node node, @Nullable MachineItem machine) {
        String id = machine == null ? "" : "machine." + machine.uuid();
        Node shown = node.lookupAll(".grid-cell").stream()
                .filter(card -> id.equals(card.getId()))
                .findFirst()
                .orElse(node);
        return shown.localToScreen(shown.getLayoutBounds());
    }

    private static List<MenuItem> items(LibraryModels models, Collection<MachineItem> selected) {
        List<MenuItem> items = new ArrayList<>();
        List<MachineAction> fitting = MachineAction.fitting(selected);
        for (MachineAction action : fitting) {
            if (action == MachineAction.OPEN && !items.isEmpty()) {
                items.add(new SeparatorMenuItem());
            }
            if (action == MachineAction.TRASH) {
                items.add(groups(models, selected));
                items.add(new SeparatorMenuItem());
            }
            MenuItem item = new MenuItem(action.label(), Icon.of(action.icon(), Icon.SMALL));
            item.setId(action.key());
            item.setOnAction(event -> models.actions().run(action, selected));
            items.add(item);
        }
        if (!fitting.contains(MachineAction.TRASH)
                && selected.stream().anyMatch(item -> item.facts().stored())) {
            items.add(groups(models, selected));
        }
        return items;
    }

    private static Menu groups(LibraryModels models, Collection<MachineItem> selected) {
        Menu menu = new Menu(Texts.get("library.to-group"), Icon.of("group", Icon.SMALL));
        MenuItem none = new MenuItem(Texts.get("library.no-group"));
        none.setOnAction(event -> models.actions().group(selected, ""));
        menu.getItems().add(none);
        for (String name : models.library().shelves().groups()) {
            MenuItem item = new MenuItem(name);
            item.setMnemonicParsing(false);
            item.setOnAction(event -> models.actions().group(selected, name));
            menu.getItems().add(item);
        }
        return menu;
    }
}
