package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * Keys that the host's desktop would keep for itself, for the Send Key menu.
 *
 * @param label as it is written on keyboards
 * @param keys in the order in which they are pressed
 */
public record KeyCombination(String label, List<QKeyCode> keys) {
    private static final int FUNCTION_KEYS = 12;

    /** Keys by the names that people have for them; others by QMP's. */
    private static final Map<String, QKeyCode> WORDS = Map.ofEntries(
            Map.entry("strg", QKeyCode.CTRL),
            Map.entry("control", QKeyCode.CTRL),
            Map.entry("altgr", QKeyCode.ALT_R),
            Map.entry("super", QKeyCode.META_L),
            Map.entry("win", QKeyCode.META_L),
            Map.entry("meta", QKeyCode.META_L),
            Map.entry("umschalt", QKeyCode.SHIFT),
            Map.entry("del", QKeyCode.DELETE),
            Map.entry("entf", QKeyCode.DELETE),
            Map.entry("ins", QKeyCode.INSERT),
            Map.entry("enter", QKeyCode.RET),
            Map.entry("return", QKeyCode.RET),
            Map.entry("escape", QKeyCode.ESC),
            Map.entry("space", QKeyCode.SPC),
            Map.entry("pageup", QKeyCode.PGUP),
            Map.entry("pagedown", QKeyCode.PGDN),
            Map.entry("printscreen", QKeyCode.PRINT));

    private static final int MOST_KEYS = 6;

    public KeyCombination {
        keys = List.copyOf(keys);
    }

    /** Ctrl+Alt+Delete. */
    public static KeyCombination ctrlAltDelete() {
        return new KeyCombination("Ctrl+Alt+Delete", List.of(QKeyCode.CTRL, QKeyCode.ALT, QKeyCode.DELETE));
    }

    /** Print Screen. */
    public static KeyCombination printScreen() {
        return new KeyCombination("Print Screen", List.of(QKeyCode.PRINT));
    }

    /** Ctrl+Alt+F1 to F12, which change Linux's virtual terminals. */
    public static List<KeyCombination> virtualTerminals() {
        List<KeyCombination> all = new ArrayList<>();
        for (int i = 1; i <= FUNCTION_KEYS; i++) {
            QKeyCode function = QKeyCode.of("f" + i).orElseThrow();
            all.add(new KeyCombination("Ctrl+Alt+F" + i, List.of(QKeyCode.CTRL, QKeyCode.ALT, function)));
        }
        return List.copyOf(all);
    }

    /** Keys as people write them, such as {@code Ctrl+Alt+Backspace}; empty if one is not known, or there are none or too many. */
    public static Optional<KeyCombination> parse(String text) {
        List<QKeyCode> keys = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            String word = part.strip();
            String name = word.toLowerCase(Locale.ROOT).replace(" ", "");
            Optional<QKeyCode> key = Optional.ofNullable(WORDS.get(name)).or(() -> QKeyCode.of(name));
            if (key.isEmpty() || keys.contains(key.get())) {
                return Optional.empty();
            }
            keys.add(key.get());
            words.add(word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return keys.size() > MOST_KEYS
                ? Optional.empty()
                : Optional.of(new KeyCombination(String.join("+", words), keys));
    }
}
