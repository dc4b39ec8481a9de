package org.vitrine.app.viewmodel.console;

import java.util.Locale;
import org.vitrine.app.model.Settings;
import org.vitrine.display.console.ScaleMode;

/** How the user likes consoles. */
public final class ConsolePreferences {
    private static final String SCALE = "console.scale";
    private static final String HINTS = "console.grab-hints";
    private static final String HINTED = "console.grab-hinted";
    /** So often one is told how to leave the grab. */
    private static final int LEARNT = 5;

    private final Settings settings;

    public ConsolePreferences(Settings settings) {
        this.settings = settings;
    }

    public ScaleMode scaleMode() {
        String name = settings.get(SCALE).orElse("").toUpperCase(Locale.ROOT);
        for (ScaleMode mode : ScaleMode.values()) {
            if (mode.name().equals(name)) {
                return mode;
            }
        }
        return ScaleMode.SHARP;
    }

    public void setScaleMode(ScaleMode mode) {
        settings.put(SCALE, mode.name().toLowerCase(Locale.ROOT));
    }

    /** Whether one is told how to leave the grab. */
    public boolean hints() {
        return !settings.get(HINTS).orElse("true").equals("false");
    }

    /** Switched on, it begins anew. */
    public void setHints(boolean wanted) {
        if (wanted && !hints()) {
            settings.put(HINTED, "0");
        }
        settings.put(HINTS, Boolean.toString(wanted));
    }

    /** The keyboard is grabbed: whether to say how to leave that, which counts as said. */
    public boolean takeHint() {
        int said = settings.number(HINTED).map(Double::intValue).orElse(0);
        if (!hints() || said >= LEARNT) {
            return false;
        }
        settings.put(HINTED, Integer.toString(said + 1));
        return true;
    }
}
