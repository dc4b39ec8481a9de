package org.vitrine.app.model;

import java.util.List;
import java.util.Locale;
import org.vitrine.app.text.Texts;

/** The language of the application: the desktop's, unless the user wants another. It is chosen before the first text is read. */
public final class Language {
    /** As the desktop has it. */
    private static final String SYSTEM = "system";

    private static final String KEY = "language";
    private static final List<String> CHOICES = List.of(SYSTEM, "en", "de");

    private Language() {}

    public static List<String> choices() {
        return CHOICES;
    }

    /** A language by its own name. */
    public static String label(String choice) {
        if (choice.equals(SYSTEM)) {
            return Texts.get("preferences.language-system");
        }
        Locale locale = Locale.of(choice);
        return locale.getDisplayLanguage(locale);
    }

    public static String chosen(Settings settings) {
        return settings.get(KEY).filter(CHOICES::contains).orElse(SYSTEM);
    }

    /** Remembers a choice for the next start. */
    public static void choose(Settings settings, String choice) {
        settings.put(KEY, choice);
    }

    /** Makes the choice this process's language. */
    public static void apply(Settings settings) {
        String choice = chosen(settings);
        if (!choice.equals(SYSTEM)) {
            Locale.setDefault(Locale.of(choice));
        }
    }
}
