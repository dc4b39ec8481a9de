package org.vitrine.app.view.library;

import java.nio.file.Path;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.create.CreateSheet;
import org.vitrine.app.view.create.NamingSheet;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.Notices;
import org.vitrine.app.view.parts.SheetHost;
import org.vitrine.app.view.settings.AboutSheet;
import org.vitrine.app.view.settings.HelpSheet;
import org.vitrine.app.view.settings.PreferencesSheet;
import org.vitrine.app.view.settings.ShortcutsSheet;
import org.vitrine.app.viewmodel.library.LibraryViewModel;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.app.viewmodel.library.NamingViewModel;

/** The library: all machines, as cards or as a table, with the side list; sheets slide in over it. */
public final class LibraryPlace implements Place {
    /** Below this the side list is a menu. */
    private static final double ROOM_FOR_SHELVES = 960;

    private static final KeyCombination NEW = new KeyCodeCombination(KeyCode.N, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination SEARCH = new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination PREFERENCES =
            new KeyCodeCombination(KeyCode.COMMA, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination HELP = new KeyCodeCombination(KeyCode.F1);

    private final Desk desk;
    private final Stage stage;
    private final LibraryModels models;
    private final LibraryHeader header;
    private final ShelfList shelves;
    private final StackPane middle = new StackPane();
    private final BorderPane content = new BorderPane();
    private final SheetHost sheets;
    private final EmptyLibrary empty;
    private final CreateSheet create;
    private final MachineGrid grid;
    private final MachineTable table;
    private Node shown = new StackPane();

    public LibraryPlace(Desk desk, LibraryModels models, Stage stage) {
        this.desk = desk;
        this.models = models;
        this.stage = stage;
        this.shelves = new ShelfList(models);
        this.empty = new EmptyLibrary(models.host(), this::chooseFile);
        this.create = new CreateSheet(models.create(), this::chooseFile);
        this.header = new LibraryHeader(models.library(), models.create()::open, this::focusMachines, menu());
        this.grid = new MachineGrid(models, desk.threads());
        this.table = new MachineTable(models);
        MachineMenu.on(grid, models);
        MachineMenu.on(table, models);
        SelectionBar selection = new SelectionBar(models);
        // Above the bars with buttons, and below a sheet.
        Notices notices = Notices.makingRoom(middle, models.notices().noticeProperty(), models.notices()::dismiss);
        BorderPane machines = new BorderPane(notices);
        machines.setBottom(selection);
        content.getStyleClass().add("library");
        content.setTop(header);
        content.setCenter(machines);
        content.setBottom(new LibraryStatusBar(models));
        content.widthProperty().subscribe(width -> collapse(width.doubleValue() < ROOM_FOR_SHELVES));
        sheets = new SheetHost(content);
        sheets.coveredProperty().subscribe(width -> notices.setCovered(width.doubleValue()));
        models.library().asListProperty().subscribe(is -> showWhich());
        models.library().loadedProperty().subscribe(is -> showWhich());
        ListChangeListener<Object> onChange = change -> showWhich();
        models.library().all().addListener(onChange);
        models.library().shown().addListener(onChange);
        models.host().ableProperty().addListener(is -> focusNext());
        models.create().openProperty().subscribe(this::showCreate);
        models.actions().setOnName(this::askName);
        sheets.addEventFilter(KeyEvent.KEY_PRESSED, this::shortcut);
    }

    private MenuItem[] menu() {
        return new MenuItem[] {
            Buttons.item("menu.new", models.create()::open),
            Buttons.item("menu.open", this::chooseFile),
            new SeparatorMenuItem(),
            Buttons.item("menu.preferences", this::showPreferences),
            Buttons.item("menu.shortcuts", this::showShortcuts),
            Buttons.item("menu.help", this::showHelp),
            Buttons.item("menu.about", this::showAbout)
        };
    }

    private void shortcut(KeyEvent event) {
        if (NEW.match(event)) {
            models.create().open();
        } else if (SEARCH.match(event)) {
            header.focusSearch();
        } else if (PREFERENCES.match(event)) {
            showPreferences();
        } else if (HELP.match(event)) {
            showHelp();
        } else if (event.isShortcutDown() && (event.getCode() == KeyCode.SLASH || "?".equals(event.getText()))) {
            showShortcuts();
        } else {
            return;
        }
        event.consume();
    }

    private void collapse(boolean small) {
        boolean any = !models.library().all().isEmpty();
        content.setLeft(small || !any ? null : shelves);
        header.setCollapsed(small && any);
    }

    /** What the middle shows: cards, table, that nothing matches, or how to begin. */
    private void showWhich() {
        LibraryViewModel library = models.library();
        boolean none = library.all().isEmpty();
        if (!library.loadedProperty().get()) {
            return;
        }
        collapse(content.getWidth() < ROOM_FOR_SHELVES);
        if (none) {
            put(empty);
        } else if (library.shown().isEmpty()) {
            if (!"library.nothing".equals(shown.getId())) {
                put(nothingMatches());
            }
        } else {
            put(library.asListProperty().get() ? table : grid);
        }
    }

    private void put(Node next) {
        if (next != shown) {
            boolean first = shown.getScene() == null;
            shown = next;
            middle.getChildren().setAll(next);
            if (first) {
                focusFirst();
            }
        }
    }

    private VBox nothingMatches() {
        Label words = new Label(Texts.get("library.nothing-matches"));
        words.getStyleClass().add("section-title");
        Button all = new Button(Texts.get("library.show-all"));
        all.setId("library.show-all");
        all.setOnAction(event -> models.library().clearFilters());
        VBox box = new VBox(16, Icon.of("search", 48), words, all);
        box.setId("library.nothing");
        box.getStyleClass().add("nothing");
        box.setAlignment(Pos.CENTER);
        return box;
    }

    private void focusMachines() {
        shown.requestFocus();
        if (models.library().selection().leadProperty().get() == null) {
            models.library().selection().move(0, false);
        }
    }

    private void chooseFile() {
        List<Path> files = desk.files().chooseSources(stage);
        if (!files.isEmpty()) {
            models.create().open(files);
        }
    }

    private void showCreate(boolean open) {
        if (open && !sheets.shows(CreateSheet.ID)) {
            sheets.show(
                    CreateSheet.ID, Texts.get("create.title-sheet"), create, create.first(), models.create()::close);
        } else if (!open && sheets.shows(CreateSheet.ID)) {
            sheets.hide();
        }
    }

    private void askName(MachineAction action, MachineFacts machine) {
        List<String> names =
                models.library().all().stream().map(item -> item.facts().name()).toList();
        NamingSheet.show(sheets, new NamingViewModel(action, machine, names, models.actions()), () -> {});
    }

    private void showPreferences() {
        PreferencesSheet sheet = new PreferencesSheet(desk, stage);
        sheets.show("preferences", Texts.get("preferences.title"), sheet, sheet.first(), () -> {});
    }

    private void showShortcuts() {
        ShortcutsSheet sheet = new ShortcutsSheet();
        sheets.show("shortcuts", Texts.get("shortcuts.title"), sheet, sheet, () -> {});
    }

    private void showHelp() {
        HelpSheet sheet = new HelpSheet(this::showShortcuts);
        sheets.show("help", Texts.get("help.title"), sheet, sheet.first(), () -> {});
    }

    private void showAbout() {
        AboutSheet sheet = new AboutSheet(desk.folders());
        sheets.show("about", Texts.get("about.title"), sheet, sheet.first(), () -> {});
    }

    /** The node that shows that files may be dropped. */
    public Node dropNode() {
        return content;
    }

    @Override
    public Parent node() {
        return sheets;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return new SimpleStringProperty(Texts.get("app.name"));
    }

    @Override
    public void begin() {
        if (models.create().openProperty().get()) {
            showCreate(true);
        } else {
            focusFirst();
        }
    }

    /** The machines, or the button with which one begins. */
    private void focusFirst() {
        Platform.runLater(() -> (shown == empty ? empty.first() : shown).requestFocus());
    }

    /** Where the host turns out to be unable, or able after all, something else is to be done next; what had the keyboard may be disabled by then. */
    private void focusNext() {
        if (shown == empty && !models.create().openProperty().get()) {
            focusFirst();
        }
    }

    /** The place is kept for the next time; what it watches stops when nobody can see it. */
    @Override
    public void close() {}
}
