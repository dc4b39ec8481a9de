package org.vitrine.app.view.library;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.controlsfx.control.SegmentedButton;
import org.controlsfx.control.textfield.CustomTextField;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.LibraryViewModel;
import org.vitrine.app.viewmodel.library.Shelf;
import org.vitrine.app.viewmodel.library.SortOrder;

/** Search, cards or table, order and filter, New, and the menu. */
final class LibraryHeader extends HBox {
    private static final double SEARCH = 420;

    private final LibraryViewModel model;
    private final CustomTextField search = new CustomTextField();
    private final MenuButton shelf = new MenuButton();

    /** @param menu what the menu at the end offers */
    LibraryHeader(LibraryViewModel model, Runnable create, Runnable toMachines, MenuItem... menu) {
        super(8);
        this.model = model;
        getStyleClass().addAll("header", "library-header");
        setAlignment(Pos.CENTER_LEFT);
        Label title = new Label(Texts.get("app.name"));
        title.getStyleClass().add("page-title");
        title.setMinWidth(USE_PREF_SIZE);
        Region left = new Region();
        Region right = new Region();
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(right, Priority.ALWAYS);
        searchField(toMachines);
        shelfMenu();
        Button add = new Button(Texts.get("library.new"), Icon.of("add", Icon.SMALL));
        add.setId("library.new");
        add.getStyleClass().add("accent");
        add.setMinWidth(USE_PREF_SIZE);
        add.setTooltip(new Tooltip(Texts.get("library.new-hint")));
        add.setOnAction(event -> create.run());
        getChildren()
                .addAll(
                        title,
                        shelf,
                        left,
                        search,
                        right,
                        layouts(),
                        sortMenu(),
                        add,
                        Buttons.menu("more", "app.menu", menu));
    }

    private void searchField(Runnable toMachines) {
        search.setId("library.search");
        search.setPromptText(Texts.get("library.search"));
        search.setAccessibleText(Texts.get("library.search"));
        search.setMaxWidth(SEARCH);
        search.setPrefWidth(SEARCH);
        search.setMinWidth(140);
        HBox.setHgrow(search, Priority.ALWAYS);
        search.setLeft(Icon.of("search", Icon.SMALL));
        Button clear = Buttons.icon("close", "library.clear-search", search::clear);
        clear.setFocusTraversable(false);
        clear.visibleProperty().bind(search.textProperty().isNotEmpty());
        clear.getStyleClass().add("clear-search");
        search.setRight(clear);
        search.textProperty().bindBidirectional(model.searchProperty());
        search.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
                event.consume();
                search.clear();
            } else if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
                event.consume();
                toMachines.run();
            }
        });
    }

    /** The side list as a menu, where there is no room for it. */
    private void shelfMenu() {
        shelf.setId("library.shelf");
        shelf.managedProperty().bind(shelf.visibleProperty());
        shelf.textProperty().bind(model.shelves().selectedProperty().map(Shelf::label));
        shelf.setMaxWidth(160);
        shelf.setMinWidth(88);
        shelf.setOnShowing(event -> shelf.getItems()
                .setAll(model.shelves().shown().stream()
                        .map(each -> {
                            MenuItem item = new MenuItem(
                                    each.label() + "  " + model.shelves().count(each));
                            item.setMnemonicParsing(false);
                            item.setOnAction(
                                    chosen -> model.shelves().selectedProperty().set(each));
                            return item;
                        })
                        .toList()));
        shelf.getItems().add(new MenuItem());
        shelf.setVisible(false);
    }

    /** @param collapsed the side list has no room */
    void setCollapsed(boolean collapsed) {
        shelf.setVisible(collapsed);
    }

    private SegmentedButton layouts() {
        ToggleButton grid = toggle("grid", "library.as-grid");
        ToggleButton list = toggle("list", "library.as-list");
        SegmentedButton both = new SegmentedButton(grid, list);
        ToggleGroup group = new ToggleGroup();
        both.setToggleGroup(group);
        both.getButtons().forEach(button -> button.setToggleGroup(group));
        model.asListProperty().subscribe(is -> group.selectToggle(is ? list : grid));
        group.selectedToggleProperty().subscribe(chosen -> {
            if (chosen == null) {
                // One of them always is.
                group.selectToggle(model.asListProperty().get() ? list : grid);
            } else {
                model.asListProperty().set(chosen == list);
            }
        });
        both.setMinWidth(USE_PREF_SIZE);
        return both;
    }

    private static ToggleButton toggle(String icon, String key) {
        ToggleButton button = new ToggleButton();
        button.setId(key);
        button.setGraphic(Icon.of(icon, Icon.MEDIUM));
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.getStyleClass().add("icon-toggle");
        Buttons.rename(button, key);
        return button;
    }

    private MenuButton sortMenu() {
        MenuButton menu = Buttons.menu("sort", "library.sort-and-filter");
        ToggleGroup orders = new ToggleGroup();
        for (SortOrder order : SortOrder.values()) {
            RadioMenuItem item = new RadioMenuItem(order.label());
            item.setToggleGroup(orders);
            model.sortProperty().subscribe(is -> item.setSelected(is == order));
            item.setOnAction(event -> model.sortProperty().set(order));
            menu.getItems().add(item);
        }
        CheckMenuItem reversed = new CheckMenuItem(Texts.get("sort.reversed"));
        reversed.selectedProperty().bindBidirectional(model.descendingProperty());
        menu.getItems().addAll(new SeparatorMenuItem(), reversed, new SeparatorMenuItem());
        for (State state : State.values()) {
            CheckMenuItem item =
                    new CheckMenuItem(Texts.get("state." + state.name().toLowerCase(Locale.ROOT)));
            model.statesProperty().subscribe(is -> item.setSelected(is.contains(state)));
            item.setOnAction(event -> toggle(state, item.isSelected()));
            menu.getItems().add(item);
        }
        menu.textProperty().bind(Bindings.createStringBinding(() -> Texts.get("library.sort-and-filter")));
        return menu;
    }

    private void toggle(State state, boolean wanted) {
        Set<State> next = EnumSet.noneOf(State.class);
        next.addAll(model.statesProperty().get());
        if (wanted) {
            next.add(state);
        } else {
            next.remove(state);
        }
        model.statesProperty().set(next);
    }

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }
}
