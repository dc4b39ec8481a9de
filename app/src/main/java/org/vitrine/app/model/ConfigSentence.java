package org.vitrine.app.model;

import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRule;
import org.vitrine.engine.config.ConfigTerm;

/** What is wrong with a configuration, in the user's language: the engine says it in English. */
public final class ConfigSentence {
    private ConfigSentence() {}

    /** The sentence of the rule that is broken; the engine's own words where there is none, with those of a rule in them. */
    public static String of(ConfigException wrong) {
        String words = String.valueOf(wrong.getMessage());
        if (wrong.rule().isPresent()) {
            return of(wrong.rule().get(), wrong.arguments().toArray());
        }
        if (wrong.getCause() instanceof ConfigException within
                && within.getMessage() != null
                && words.endsWith(within.getMessage())) {
            return words.substring(0, words.length() - within.getMessage().length()) + of(within);
        }
        return words;
    }

    private static String of(ConfigRule rule, Object[] arguments) {
        Object[] words = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            // As text, so that numbers are not grouped.
            words[i] = arguments[i] instanceof ConfigTerm term
                    ? Texts.get("term." + term.key())
                    : String.valueOf(arguments[i]);
        }
        return Texts.get("rule." + rule.key(), words);
    }
}
