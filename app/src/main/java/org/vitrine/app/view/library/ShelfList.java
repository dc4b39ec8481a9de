package org.vitrine.app.view.library;

import java.util.Arrays;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.input.DataFormat;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.library.Shelf;
import org.vitrine.app.viewmodel.library.Shelves;

/** The side list: all machines, those that run, groups and tags, with how many there are. Cards are dropped on groups. */
final class ShelfList extends VBox {
    /** Machines that are dragged: their UUIDs, parted by blanks. */
    static final DataFormat MACHINES = new DataFormat("application/x-vitrine-machines");

    private static final PseudoClass DROP = PseudoClass.getPseudoClass("drop-over");
    private static final int MAX_NAME = 64;

    private final LibraryModels models;
    private final ListView<Shelf> list;
    private final Button add = new Button(Texts.get("library.add-group"));
    private final TextField name = new TextField();

    ShelfList(LibraryModels models) {
        this.models = models;
        Shelves shelves = models.library().shelves();
        getStyleClass().add("shelves");
        list = new ListView<>(shelves.shown());
        list.setId("library.shelves");
        list.setAccessibleText(Texts.get("library.shelves"));
        list.setCellFactory(view -> new ShelfCell());
        VBox.setVgrow(list, Priority.ALWAYS);
        list.getSelectionModel().select(shelves.selectedProperty().get());
        list.getSelectionModel().selectedItemProperty().subscribe(shelf -> {
            if (shelf != null) {
                shelves.selectedProperty().set(shelf);
            }
        });
        shelves.selectedProperty().subscribe(shelf -> {
            if (!shelf.equals(list.getSelectionModel().getSelectedItem())) {
                list.getSelectionModel().select(shelf);
            }
        });
        add.setId("library.add-group");
        add.setGraphic(Icon.of("add", Icon.SMALL));
        add.getStyleClass().addAll("flat", "add-group");
        add.setMaxWidth(Double.MAX_VALUE);
        add.setOnAction(event -> askName());
        name.setId("library.group-name");
        name.setPromptText(Texts.get("library.group-name"));
        name.setAccessibleText(Texts.get("library.group-name"));
        name.managedProperty().bind(name.visibleProperty());
        name.setVisible(false);
        name.setOnAction(event -> addGroup());
        name.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                leaveName();
            }
        });
        name.focusedProperty().subscribe(is -> {
            if (!is && name.getText().isBlank()) {
                name.setVisible(false);
            }
        });
        getChildren().addAll(list, name, add);
    }

    /** What was typed before is there still. */
    private void askName() {
        name.setVisible(true);
        name.requestFocus();
    }

    private void leaveName() {
        name.setVisible(false);
        add.requestFocus();
    }

    private void addGroup() {
        String typed = name.getText().strip();
        if (!typed.isEmpty()) {
            Shelf group = models.library().shelves().addGroup(typed.substring(0, Math.min(typed.length(), MAX_NAME)));
            name.clear();
            leaveName();
            list.getSelectionModel().select(group);
        }
    }

    private void take(Shelf shelf, String uuids) {
        // Any program may offer what it calls machines: what is none of ours is passed over.
        List<MachineItem> machines = models.library().all().stream()
                .filter(item ->
                        Arrays.asList(uuids.split(" ", -1)).contains(item.uuid().toString()))
                .toList();
        models.actions().group(machines, shelf.name());
    }

    /** A group goes; its machines stay. */
    private void remove(Shelf group) {
        models.library().shelves().removeGroup(group.name());
        models.actions()
                .group(
                        models.library().all().stream()
                                .filter(item -> item.facts().group().equals(group.name()))
                                .toList(),
                        "");
    }

    private final class ShelfCell extends ListCell<Shelf> {
        private static final PseudoClass FIRST = PseudoClass.getPseudoClass("first-of-kind");
        private final Label name = new Label();
        private final Label count = new Label();
        private final HBox row;
        private Subscription counts = Subscription.EMPTY;

        ShelfCell() {
            name.setTextOverrun(OverrunStyle.ELLIPSIS);
            name.setMinWidth(0);
            count.getStyleClass().addAll("shelf-count", "figure");
            count.setMinWidth(Region.USE_PREF_SIZE);
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            row = new HBox(8, name, space, count);
            row.setAlignment(Pos.CENTER_LEFT);
            // The list is as wide as it is: a long name is cut, it does not scroll.
            row.setMinWidth(0);
            row.setPrefWidth(0);
            setOnDragOver(event -> {
                if (takes(event.getDragboard().getContent(MACHINES))) {
                    event.acceptTransferModes(TransferMode.MOVE);
                    pseudoClassStateChanged(DROP, true);
                    event.consume();
                }
            });
            setOnDragExited(event -> pseudoClassStateChanged(DROP, false));
            setOnDragDropped(event -> {
                if (event.getDragboard().getContent(MACHINES) instanceof String uuids && getItem() != null) {
                    take(getItem(), uuids);
                    event.setDropCompleted(true);
                    event.consume();
                }
            });
        }

        private boolean takes(@Nullable Object dragged) {
            return dragged != null
                    && getItem() != null
                    && (getItem().kind() == Shelf.Kind.GROUP || getItem().kind() == Shelf.Kind.ALL);
        }

        @Override
        protected void updateItem(@Nullable Shelf shelf, boolean empty) {
            super.updateItem(shelf, empty);
            counts.unsubscribe();
            counts = Subscription.EMPTY;
            setContextMenu(null);
            if (empty || shelf == null) {
                setGraphic(null);
                pseudoClassStateChanged(FIRST, false);
                return;
            }
            name.setText(shelf.label());
            Shelves shelves = models.library().shelves();
            counts = shelves.versionProperty().subscribe(version -> {
                int machines = shelves.count(shelf);
                count.setText(Integer.toString(machines));
                setAccessibleText(Texts.get("library.shelf", shelf.label(), machines));
            });
            int index = getIndex();
            pseudoClassStateChanged(
                    FIRST,
                    shelf.kind().compareTo(Shelf.Kind.GROUP) >= 0
                            && index > 0
                            && getListView().getItems().get(index - 1).kind() != shelf.kind());
            if (shelf.kind() == Shelf.Kind.GROUP) {
                MenuItem item = new MenuItem(Texts.get("library.remove-group"));
                item.setOnAction(event -> remove(shelf));
                setContextMenu(new ContextMenu(item));
            }
            setGraphic(row);
        }
    }
}
