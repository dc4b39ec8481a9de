package org.vitrine.app.view.console;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Place;

/**
 * The consoles of one window, of which one is seen; with several there is a strip of tabs above it. What is not seen is not drawn. They stay while the
 * window shows another place.
 */
public final class ConsoleTabs implements Place {
    private final BorderPane node = new BorderPane();
    /** Headers alone: the console is below the strip, so that it can fill the screen without it. */
    private final TabPane strip = new TabPane();

    private final ReadOnlyObjectWrapper<@Nullable ConsolePlace> selected = new ReadOnlyObjectWrapper<>();
    private Subscription fullscreen = Subscription.EMPTY;

    public ConsoleTabs() {
        strip.setId("console.tabs");
        strip.getStyleClass().add("console-tabs");
        strip.setAccessibleText(Texts.get("console.tabs"));
        strip.setTabClosingPolicy(TabPane.TabClosingPolicy.ALL_TABS);
        strip.setTabDragPolicy(TabPane.TabDragPolicy.REORDER);
        strip.setMaxHeight(TabPane.USE_PREF_SIZE);
        strip.managedProperty().bind(strip.visibleProperty());
        strip.getSelectionModel().selectedItemProperty().subscribe(this::see);
        // The keyboard goes on along the strip; who clicks wants the console.
        strip.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> {
            if (event.getButton() == MouseButton.PRIMARY) {
                begin();
            }
        });
        strip.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        node.setTop(strip);
        refresh();
    }

    /** Shows another console, which has its home, at the end of the strip. */
    public void add(ConsolePlace console) {
        ConsoleTab tab = new ConsoleTab(console);
        console.setOnStep(this::step);
        strip.getTabs().add(tab);
        select(console);
    }

    /** Takes a console out as it is; the next one is seen then. */
    public void take(ConsolePlace console) {
        console.rest();
        strip.getTabs().removeIf(tab -> consoleOf(tab) == console);
        refresh();
        begin();
    }

    public void select(ConsolePlace console) {
        strip.getTabs().stream()
                .filter(tab -> consoleOf(tab) == console)
                .findFirst()
                .ifPresent(strip.getSelectionModel()::select);
        refresh();
        begin();
    }

    /** All of them, as they stand in the strip. */
    public List<ConsolePlace> all() {
        return strip.getTabs().stream().map(ConsoleTabs::consoleOf).toList();
    }

    /** The console of a run of a machine, if it is here. */
    public Optional<ConsolePlace> of(MachineSession session) {
        return all().stream().filter(each -> each.session() == session).findFirst();
    }

    /** The one that is seen; null once none is left. */
    public ReadOnlyObjectProperty<@Nullable ConsolePlace> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    private static ConsolePlace consoleOf(Tab tab) {
        return ((ConsoleTab) tab).console();
    }

    private void see(@Nullable Tab tab) {
        ConsolePlace next = tab == null ? null : consoleOf(tab);
        ConsolePlace former = selected.get();
        if (former != null && former != next) {
            former.rest();
        }
        fullscreen.unsubscribe();
        node.setCenter(next);
        selected.set(next);
        fullscreen =
                next == null ? Subscription.EMPTY : next.fullscreenProperty().subscribe(this::refresh);
    }

    private void refresh() {
        ConsolePlace seen = selected.get();
        strip.setVisible(strip.getTabs().size() > 1
                && seen != null
                && !seen.fullscreenProperty().getValue());
    }

    /** To a neighbour, and round at the ends. */
    private void step(int by) {
        int all = strip.getTabs().size();
        if (all > 1) {
            strip.getSelectionModel()
                    .select(Math.floorMod(strip.getSelectionModel().getSelectedIndex() + by, all));
            begin();
        }
    }

    private void key(KeyEvent event) {
        ConsolePlace seen = selected.get();
        if (seen != null && event.getCode() == KeyCode.DELETE) {
            seen.home().close().run();
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER) {
            begin();
            event.consume();
        }
    }

    @Override
    public Parent node() {
        return node;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return selected.flatMap(ConsolePlace::titleProperty).orElse("");
    }

    @Override
    public void begin() {
        ConsolePlace seen = selected.get();
        if (seen != null && node.getScene() != null) {
            seen.begin();
        }
    }

    /** Another place is shown; the consoles stay. */
    public void rest() {
        ConsolePlace seen = selected.get();
        if (seen != null) {
            seen.rest();
        }
    }

    /** Closes all of them. */
    @Override
    public void close() {
        List<ConsolePlace> closed = all();
        strip.getTabs().clear();
        closed.forEach(ConsolePlace::close);
    }
}
