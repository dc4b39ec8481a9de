package org.vitrine.app.viewmodel.console;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrine.app.text.Texts;

/** The keyboard layout that a guest has set, which nobody can ask it for. */
public enum GuestLayout {
    US("us"),
    GERMAN("de"),
    FRENCH("fr");

    private final String xkbName;

    GuestLayout(String xkbName) {
        this.xkbName = xkbName;
    }

    /** Its name for libxkbcommon, and in the settings. */
    public String xkbName() {
        return xkbName;
    }

    public String words() {
        return Texts.get("console.layout-" + xkbName);
    }

    public static Optional<GuestLayout> of(String xkbName) {
        return Stream.of(values()).filter(each -> each.xkbName.equals(xkbName)).findFirst();
    }

    /** What a guest of somebody who speaks a language probably has. */
    public static GuestLayout usual(Locale locale) {
        return of(locale.getLanguage()).orElse(US);
    }
}
