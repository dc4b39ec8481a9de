package org.vitrine.app.view.machine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.CustomTextField;
import org.controlsfx.control.textfield.TextFields;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.Change;
import org.vitrine.app.viewmodel.machine.MachineDraft;
import org.vitrine.app.viewmodel.machine.Section;

/** The parts of the page, with a search in them. */
final class SideList extends VBox {
    private static final double WIDTH = 216;

    private final ListView<Section> list = new ListView<>();
    private final CustomTextField search = (CustomTextField) TextFields.createClearableTextField();
    private final MachineDraft draft;

    SideList(MachineDraft draft) {
        super(8);
        this.draft = draft;
        getStyleClass().add("side-list");
        setPrefWidth(WIDTH);
        setMinWidth(WIDTH);
        search.setId("page.search");
        search.setPromptText(Texts.get("page.search"));
        search.setAccessibleText(Texts.get("page.search"));
        search.setLeft(Icon.of("search", Icon.SMALL));
        list.setId("page.sections");
        list.setAccessibleText(Texts.get("page.sections"));
        list.setFixedCellSize(36);
        list.setCellFactory(view -> new Cell());
        Label nothing = Form.hint(Texts.get("page.nothing-found"));
        list.setPlaceholder(nothing);
        VBox.setVgrow(list, Priority.ALWAYS);
        getChildren().addAll(search, list);
        search.textProperty().subscribe(this::find);
        search.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
                list.requestFocus();
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
                search.clear();
                event.consume();
            }
        });
        list.getSelectionModel().select(Section.OVERVIEW);
        draft.changes().addListener((javafx.collections.ListChangeListener<Change>) change -> list.refresh());
    }

    /** What is sought shows at once if nothing that was shown fits. */
    private void find(String sought) {
        Section before = list.getSelectionModel().getSelectedItem();
        List<Section> found = Section.search(sought);
        list.getItems().setAll(found);
        if (before != null && found.contains(before)) {
            list.getSelectionModel().select(before);
        } else if (!found.isEmpty()) {
            list.getSelectionModel().selectFirst();
        }
    }

    ReadOnlyObjectProperty<Section> selectedProperty() {
        return list.getSelectionModel().selectedItemProperty();
    }

    void select(Section section) {
        if (!list.getItems().contains(section)) {
            search.clear();
        }
        list.getSelectionModel().select(section);
        list.scrollTo(section);
    }

    TextField searchField() {
        return search;
    }

    ListView<Section> list() {
        return list;
    }

    private static String icon(Section section) {
        return switch (section) {
            case OVERVIEW -> "info";
            case PROCESSOR -> "cpu";
            case DISKS -> "disk";
            case NETWORK -> "network";
            case DISPLAY -> "display";
            case SERIAL -> "serial";
            case CHANNELS -> "pci";
            case BOOT -> "boot";
            case SNAPSHOTS -> "snapshot";
            case ACTIVITY -> "activity";
            case OPTIONS -> "options";
            case FILE -> "edit";
        };
    }

    private final class Cell extends ListCell<Section> {
        /** Kept, since a new one is black until it is styled. */
        private final Map<Section, Icon> icons = new EnumMap<>(Section.class);

        @Override
        protected void updateItem(@Nullable Section section, boolean empty) {
            super.updateItem(section, empty);
            if (empty || section == null) {
                setText(null);
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            boolean changed = draft.changes().stream().anyMatch(change -> change.section() == section);
            setText(section.title() + (changed ? "  \u2022" : ""));
            setAccessibleText(section.title());
            setGraphic(icons.computeIfAbsent(section, each -> Icon.of(icon(each), Icon.MEDIUM)));
        }
    }
}
