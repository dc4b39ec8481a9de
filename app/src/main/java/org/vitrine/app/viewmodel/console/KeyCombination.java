package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * Keys that the host's desktop would keep for itself, for the Send Key menu.
 *
 * @param label as it is written on keyboards
 * @param keys in the order in which they are pressed
 */
public record KeyCombination(String label, List<QKeyCode> keys) {
    private static final int FUNCTION_KEYS = 12;

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
}
