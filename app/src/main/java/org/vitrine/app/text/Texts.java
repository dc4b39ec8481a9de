package org.vitrine.app.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The application's texts in the user's language; English where a language lacks one. Safe for use by any thread. */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("org.vitrine.app.text.messages");

    private Texts() {}

    /**
     * The text of a key, with {@code {0}}, {@code {1}} … filled in. Numbers are given as strings by callers that do not
     * want them grouped.
     *
     * @throws java.util.MissingResourceException if no such key exists, which is a programming error
     */
    public static String get(String key, Object... arguments) {
        String pattern = BUNDLE.getString(key);
        return arguments.length == 0
                ? pattern
                : new MessageFormat(pattern, Locale.getDefault(Locale.Category.DISPLAY)).format(arguments);
    }

    /** True if the key has a text. */
    public static boolean has(String key) {
        return BUNDLE.containsKey(key);
    }

    /** The bundle itself, for libraries that look texts up by themselves. */
    public static ResourceBundle bundle() {
        return BUNDLE;
    }
}
