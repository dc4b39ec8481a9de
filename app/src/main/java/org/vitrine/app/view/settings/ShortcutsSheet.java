package org.vitrine.app.view.settings;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;

/** What the keys do, place by place. */
public final class ShortcutsSheet extends ScrollPane {
    /** @param keys as {@code shortcuts.KEY} has them, such as Ctrl+N */
    private record Entry(String keys, String key) {}

    private static final List<Entry> EVERYWHERE = List.of(
            new Entry("Ctrl+N", "new"),
            new Entry("Ctrl+F", "search"),
            new Entry("Ctrl+,", "preferences"),
            new Entry("F1", "help"),
            new Entry("Ctrl+?", "shortcuts"),
            new Entry("Esc", "close"));
    private static final List<Entry> LIBRARY = List.of(
            new Entry("Enter", "primary"),
            new Entry("Space", "open"),
            new Entry("F2", "rename"),
            new Entry("Delete", "trash"),
            new Entry("Shift+F10", "menu"),
            new Entry("Ctrl+A", "all"),
            new Entry("Ctrl+Space", "toggle"),
            new Entry("Shift+\u2190 \u2192 \u2191 \u2193", "extend"));
    private static final List<Entry> CONSOLE = List.of(
            new Entry("Ctrl+Alt", "release"),
            new Entry("Ctrl+Alt+Enter", "fullscreen"),
            new Entry("Ctrl+Alt+PageUp / PageDown", "consoles"),
            new Entry("Ctrl+Shift+C", "clipboard"),
            new Entry("Ctrl+Shift+S", "snapshot"));

    public ShortcutsSheet() {
        VBox column = new VBox(
                24,
                section("shortcuts.everywhere", EVERYWHERE),
                section("shortcuts.library", LIBRARY),
                section("shortcuts.console", CONSOLE));
        column.getStyleClass().add("sheet-content");
        setContent(column);
        setFitToWidth(true);
        setAccessibleText(Texts.get("shortcuts.title"));
        getStyleClass().add("sheet-scroll");
    }

    private static VBox section(String key, List<Entry> entries) {
        Label title = new Label(Texts.get(key));
        title.getStyleClass().add("section-title");
        VBox box = new VBox(8, title);
        for (Entry entry : entries) {
            Label what = new Label(Texts.get("shortcut." + entry.key()));
            what.setWrapText(true);
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            Label keys = new Label(inLanguage(entry.keys()));
            keys.getStyleClass().add("keys");
            keys.setMinWidth(Region.USE_PREF_SIZE);
            HBox row = new HBox(12, what, space, keys);
            row.setAlignment(Pos.CENTER_LEFT);
            box.getChildren().add(row);
        }
        return box;
    }

    private static String inLanguage(String keys) {
        String result = keys;
        for (String name : List.of("Ctrl", "Shift", "Enter", "Space", "Delete", "Esc", "PageUp", "PageDown")) {
            result = result.replace(name, Texts.get("key." + name));
        }
        return result;
    }
}
