package org.vitrine.app.model.library;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.ConfigRules;

/** What a machine in the library may be called: a line that can also be a file's name, and that no other machine has. */
public final class Names {
    private Names() {}

    /**
     * Checks a name.
     *
     * @param others the names of the other machines
     * @throws Refusal with what is wrong first
     */
    public static void check(String name, Collection<String> others) throws Refusal {
        if (name.isBlank()) {
            throw refusal("name.empty");
        }
        if (name.length() > ConfigRules.MAX_NAME_LENGTH) {
            throw refusal("name.too-long", name.length(), ConfigRules.MAX_NAME_LENGTH);
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refusal("name.control");
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw refusal("name.slash");
        }
        if (name.startsWith(".")) {
            throw refusal("name.dot");
        }
        if (!name.equals(name.strip())) {
            throw refusal("name.blank-ends");
        }
        if (isTaken(name, others)) {
            throw refusal("name.taken", name);
        }
    }

    /** The name, or the first of "name 2", "name 3" … that no other machine has. */
    public static String free(String name, Collection<String> others) {
        String candidate = name;
        for (int number = 2; isTaken(candidate, others); number++) {
            String ending = " " + number;
            candidate =
                    name.substring(0, Math.min(name.length(), ConfigRules.MAX_NAME_LENGTH - ending.length())) + ending;
        }
        return candidate;
    }

    /** A name made of any text, such as a file's: what cannot stand in one is left out. */
    public static String from(String text, String otherwise) {
        String name = text.replaceAll("[\\p{Cntrl}/\\\\]+", " ").strip();
        while (name.startsWith(".")) {
            name = name.substring(1).strip();
        }
        if (name.length() > ConfigRules.MAX_NAME_LENGTH) {
            name = name.substring(0, ConfigRules.MAX_NAME_LENGTH).strip();
        }
        return name.isEmpty() ? otherwise : name;
    }

    /** Names that people cannot tell apart are the same. */
    static boolean isTaken(String name, Collection<String> others) {
        String key = key(name);
        return others.stream().anyMatch(other -> key(other).equals(key));
    }

    static String key(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static Refusal refusal(String key, Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }
}
