package org.vitrine.app.view.library;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.library.Selection;
import org.vitrine.app.viewmodel.library.SortOrder;

/** The machines as a table. Its headers sort what the grid sorts too. */
final class MachineTable extends TableView<MachineItem> {
    private static final double ROW = 40;

    private final LibraryModels models;
    private boolean ordering;

    MachineTable(LibraryModels models) {
        this.models = models;
        setId("library.table");
        getStyleClass().add("machine-table");
        setAccessibleText(Texts.get("library.machines"));
        setFixedCellSize(ROW);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        addColumn(SortOrder.NAME, 320, column -> new NameCell());
        addColumn(SortOrder.STATE, 140, column -> new StateCell());
        addText("library.group", null, 140, MachineFacts::group);
        addText(
                "sort.memory",
                SortOrder.MEMORY,
                100,
                machine -> machine.memoryMiB() == 0 ? "" : Sizes.mebibytes(machine.memoryMiB()));
        addText(
                "sort.cpus",
                SortOrder.CPUS,
                72,
                machine -> machine.cpus() == 0 ? "" : Integer.toString(machine.cpus()));
        addText("sort.used", SortOrder.USED, 180, machine -> time(machine.used()));
        setItems(models.library().shown());
        followSort();
        followSelection();
        setRowFactory(table -> row());
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() != KeyCode.A && LibraryKeys.acts(event, models)) {
                event.consume();
            }
        });
        addEventHandler(MouseEvent.DRAG_DETECTED, event -> beginDrag());
    }

    private static String time(Instant when) {
        return when.equals(Instant.EPOCH)
                ? Texts.get("library.never")
                : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .format(when.atZone(ZoneId.systemDefault()));
    }

    private void addColumn(
            SortOrder order, double width, Function<TableColumn<MachineItem, MachineFacts>, FactsCell> cells) {
        TableColumn<MachineItem, MachineFacts> column = new TableColumn<>(order.label());
        column.setCellValueFactory(features -> features.getValue().factsProperty());
        column.setCellFactory(cells::apply);
        column.setUserData(order);
        column.setPrefWidth(width);
        getColumns().add(column);
    }

    private void addText(String key, @Nullable SortOrder order, double width, Function<MachineFacts, String> words) {
        TableColumn<MachineItem, String> column = new TableColumn<>(Texts.get(key));
        column.setCellValueFactory(
                features -> features.getValue().factsProperty().map(words));
        column.setUserData(order);
        column.setSortable(order != null);
        column.setPrefWidth(width);
        getColumns().add(column);
    }

    /** The list sorts, not the table: a header says how. */
    private void followSort() {
        setSortPolicy(table -> {
            if (!ordering && !getSortOrder().isEmpty()) {
                TableColumn<MachineItem, ?> column = getSortOrder().getFirst();
                if (column.getUserData() instanceof SortOrder order) {
                    models.library().sortProperty().set(order);
                    models.library().descendingProperty().set(column.getSortType() == TableColumn.SortType.DESCENDING);
                }
            }
            return true;
        });
        Bindings.createObjectBinding(
                        () -> models.library().sortProperty().get() + "/"
                                + models.library().descendingProperty().get(),
                        models.library().sortProperty(),
                        models.library().descendingProperty())
                .subscribe(is -> showSort());
    }

    private void showSort() {
        ordering = true;
        getSortOrder().clear();
        for (TableColumn<MachineItem, ?> column : getColumns()) {
            if (column.getUserData() == models.library().sortProperty().get()) {
                column.setSortType(
                        models.library().descendingProperty().get()
                                ? TableColumn.SortType.DESCENDING
                                : TableColumn.SortType.ASCENDING);
                getSortOrder().add(column);
            }
        }
        ordering = false;
    }

    private void followSelection() {
        Selection selection = models.library().selection();
        getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        // Out of sight it selects nothing of its own; in sight again it has what the cards had.
        sceneProperty().subscribe(scene -> {
            if (scene != null) {
                List<MachineItem> chosen = List.copyOf(selection.selected());
                getSelectionModel().clearSelection();
                chosen.forEach(getSelectionModel()::select);
            }
        });
        getSelectionModel().getSelectedItems().addListener((ListChangeListener<MachineItem>) change -> {
            if (getScene() == null) {
                return;
            }
            List<MachineItem> items = new ArrayList<>(getSelectionModel().getSelectedItems());
            items.removeIf(item -> item == null);
            selection.replace(items, getFocusModel().getFocusedItem());
        });
        getFocusModel().focusedItemProperty().subscribe(item -> {
            if (isFocused()) {
                selection.replace(List.copyOf(selection.selected()), item);
            }
        });
    }

    private TableRow<MachineItem> row() {
        TableRow<MachineItem> row = new TableRow<>();
        row.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && event.getButton() == MouseButton.PRIMARY && row.getItem() != null) {
                models.actions().primary(row.getItem());
            }
        });
        return row;
    }

    private void beginDrag() {
        List<MachineItem> dragged = List.copyOf(models.library().selection().selected());
        if (!dragged.isEmpty()) {
            Dragboard board = startDragAndDrop(TransferMode.MOVE);
            ClipboardContent content = new ClipboardContent();
            content.put(
                    ShelfList.MACHINES,
                    dragged.stream().map(item -> item.uuid().toString()).collect(Collectors.joining(" ")));
            boolean unused = board.setContent(content);
        }
    }

    private abstract static class FactsCell extends TableCell<MachineItem, MachineFacts> {
        @Override
        protected void updateItem(@Nullable MachineFacts machine, boolean empty) {
            super.updateItem(machine, empty);
            if (empty || machine == null) {
                setText(null);
                setGraphic(null);
            } else {
                show(machine);
            }
        }

        abstract void show(MachineFacts machine);
    }

    private static final class NameCell extends FactsCell {
        NameCell() {
            setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            setGraphicTextGap(12);
        }

        @Override
        void show(MachineFacts machine) {
            setText(machine.name());
            setGraphic(Icon.orElse(machine.icon(), "system-other", 24));
        }
    }

    private static final class StateCell extends FactsCell {
        private final StateBadge badge = new StateBadge();

        @Override
        void show(MachineFacts machine) {
            badge.show(machine.state(), machine.stateWord());
            setGraphic(badge);
        }
    }
}
