package org.vitrine.app.view.library;

import java.util.Collection;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
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
            Collection<MachineItem> selected = models.library().selection().selected();
            menu.getItems().setAll(items(models, selected).toArray(new MenuItem[0]));
            if (!menu.getItems().isEmpty()) {
                menu.show(node, event.getScreenX(), event.getScreenY());
            }
            event.consume();
        });
    }

    private static List<MenuItem> items(LibraryModels models, Collection<MachineItem> selected) {
        List<MenuItem> items = new java.util.ArrayList<>();
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
