package org.vitrine.app.view.machine;

import java.util.List;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.LibraryActions;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.machine.MachinePage;

/** What else can be done to the machine now, beside what is done most. */
final class PageMenu {
    private static final List<List<MachineAction>> GROUPS = List.of(
            List.of(
                    MachineAction.START_DISPOSABLE,
                    MachineAction.PAUSE,
                    MachineAction.RESUME,
                    MachineAction.SHUT_DOWN,
                    MachineAction.SAVE,
                    MachineAction.FORCE_OFF),
            List.of(MachineAction.CLONE),
            List.of(MachineAction.TRASH));

    private PageMenu() {}

    /** @param trash moves the machine to the trash */
    static MenuButton of(MachinePage page, LibraryActions actions, Runnable trash) {
        MenuButton menu = Buttons.menu("more", "page.more");
        Runnable fill = () -> fill(menu, MachineItem.of(page.machineProperty().get()), actions, trash);
        menu.setOnShowing(event -> fill.run());
        // A button whose menu is empty does not open.
        fill.run();
        return menu;
    }

    private static void fill(MenuButton menu, MachineItem machine, LibraryActions actions, Runnable trash) {
        menu.getItems().clear();
        for (List<MachineAction> group : GROUPS) {
            List<MenuItem> items = group.stream()
                    .filter(action -> action.fits(machine.facts()))
                    .map(action -> item(
                            action,
                            action == MachineAction.TRASH ? trash : () -> actions.run(action, List.of(machine))))
                    .toList();
            if (!items.isEmpty() && !menu.getItems().isEmpty()) {
                menu.getItems().add(new SeparatorMenuItem());
            }
            menu.getItems().addAll(items);
        }
    }

    private static MenuItem item(MachineAction action, Runnable run) {
        MenuItem item = new MenuItem(action.label(), Icon.of(action.icon(), Icon.SMALL));
        item.setId(action.key());
        item.setOnAction(event -> run.run());
        return item;
    }
}
