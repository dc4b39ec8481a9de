package org.vitrine.app.view.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Place;

/** The consoles of one window, of which one is seen; with several there is a strip of tabs above it. What is not seen is not drawn. */
public final class ConsoleTabs implements Place {
    private final BorderPane node = new BorderPane();
    private final HBox strip = new HBox();
    private final List<ConsolePlace> all = new ArrayList<>();
    private final ReadOnlyObjectWrapper<@Nullable ConsolePlace> selected = new ReadOnlyObjectWrapper<>();

    public ConsoleTabs() {
        strip.setId("console.tabs");
        strip.getStyleClass().add("console-tabs");
        node.setTop(strip);
        strip.managedProperty().bind(strip.visibleProperty());
        refresh();
    }

    /** Shows another console, at the end of the strip. */
    public void add(ConsolePlace console) {
        all.add(console);
        console.fullscreenProperty().subscribe(is -> refresh());
        select(console);
    }

    /** Takes a console out and closes it; the next one is seen then. @return whether one is left */
    public boolean remove(ConsolePlace console) {
        int at = all.indexOf(console);
        if (at >= 0) {
            all.remove(at);
            console.close();
            select(all.isEmpty() ? null : all.get(Math.min(at, all.size() - 1)));
        }
        return !all.isEmpty();
    }

    public void select(@Nullable ConsolePlace console) {
        selected.set(console);
        node.setCenter(console);
        refresh();
        if (console != null && node.getScene() != null) {
            console.begin();
        }
    }

    /** The console of a machine, if it is here. */
    public Optional<ConsolePlace> of(UUID machine) {
        return all.stream().filter(each -> each.machine().equals(machine)).findFirst();
    }

    /** The one that is seen; null once none is left. */
    public ReadOnlyObjectProperty<@Nullable ConsolePlace> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    private void refresh() {
        ConsolePlace seen = selected.get();
        strip.setVisible(
                all.size() > 1 && seen != null && !seen.fullscreenProperty().getValue());
        ToggleGroup group = new ToggleGroup();
        strip.getChildren().setAll(all.stream().map(each -> tab(each, group)).toList());
    }

    private ToggleButton tab(ConsolePlace console, ToggleGroup group) {
        ToggleButton tab = new ToggleButton(console.name());
        tab.setId("console.tab." + console.machine());
        tab.setMnemonicParsing(false);
        tab.setAccessibleText(Texts.get("console.tab", console.name()));
        tab.setToggleGroup(group);
        tab.setSelected(console == selected.get());
        tab.setOnAction(event -> select(console));
        return tab;
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
        if (seen != null) {
            seen.begin();
        }
    }

    @Override
    public void close() {
        all.forEach(ConsolePlace::close);
        all.clear();
    }
}
