package org.vitrine.app.view.library;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.viewmodel.library.LibraryViewModel;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.library.Selection;

/** What keys do to machines: the arrows move, Enter does what is done most, Space opens the page, F2 renames, Delete throws away. */
final class LibraryKeys {
    private LibraryKeys() {}

    /** For a node that shows machines in columns. @param reveal scrolls to a machine */
    static void on(
            Node node, LibraryModels models, IntSupplier columns, IntSupplier rows, Consumer<MachineItem> reveal) {
        node.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            Selection selection = models.library().selection();
            boolean handled = moves(event, selection, columns.getAsInt(), rows.getAsInt()) || acts(event, models);
            if (handled) {
                event.consume();
                Optional.ofNullable(selection.leadProperty().get()).ifPresent(reveal);
            }
        });
    }

    private static boolean moves(KeyEvent event, Selection selection, int columns, int rows) {
        boolean extend = event.isShiftDown();
        if (event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
            return false;
        }
        switch (event.getCode()) {
            case LEFT -> selection.move(-1, extend);
            case RIGHT -> selection.move(1, extend);
            case UP -> selection.move(-columns, extend);
            case DOWN -> selection.move(columns, extend);
            case PAGE_UP -> selection.move(-columns * rows, extend);
            case PAGE_DOWN -> selection.move(columns * rows, extend);
            case HOME -> selection.moveToEnd(false, extend);
            case END -> selection.moveToEnd(true, extend);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Enter, Space, F2, Delete, Ctrl+A, Ctrl+Space, Esc. @return whether the key was one of them */
    static boolean acts(KeyEvent event, LibraryModels models) {
        LibraryViewModel library = models.library();
        Selection selection = library.selection();
        MachineItem lead = selection.leadProperty().get();
        if (event.isShortcutDown()) {
            if (event.getCode() == KeyCode.A) {
                selection.selectAll();
                return true;
            }
            if (event.getCode() == KeyCode.SPACE && lead != null) {
                selection.click(lead, true, false);
                return true;
            }
            return false;
        }
        switch (event.getCode()) {
            case ENTER -> {
                if (selection.selected().size() > 1) {
                    models.actions().run(MachineAction.START, selection.selected());
                } else if (lead != null) {
                    models.actions().primary(lead);
                }
            }
            case SPACE -> runOn(lead, MachineAction.OPEN, models);
            case F2 -> runOn(lead, MachineAction.RENAME, models);
            case DELETE -> models.actions().run(MachineAction.TRASH, selection.selected());
            case ESCAPE -> {
                if (selection.selected().isEmpty()) {
                    return false;
                }
                selection.clear();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void runOn(@Nullable MachineItem machine, MachineAction action, LibraryModels models) {
        if (machine != null) {
            models.actions().run(action, List.of(machine));
        }
    }
}
