package org.vitrine.engine.config;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link About} must keep to. */
public final class AboutRules {
    public static final int MAX_NOTES_LENGTH = 64 << 10;
    /** Of an icon's name, a system's id, a group and a tag. */
    public static final int MAX_WORD_LENGTH = 100;

    public static final int MAX_TAGS = 32;

    private AboutRules() {}

    /** @throws ConfigException with what is wrong first */
    public static void check(About about) throws ConfigException {
        checkNotes(about.notes());
        checkWord(ConfigTerm.ICON, about.icon());
        checkWord(ConfigTerm.SYSTEM, about.system());
        checkWord(ConfigTerm.GROUP, about.group());
        if (about.tags().size() > MAX_TAGS) {
            throw ConfigRule.TAGS_MANY.broken(about.tags().size(), MAX_TAGS);
        }
        Set<String> tags = new HashSet<>();
        for (String tag : about.tags()) {
            checkWord(ConfigTerm.TAG, tag);
            if (!tags.add(tag)) {
                throw ConfigRule.TAG_TWICE.broken(tag);
            }
        }
    }

    public static void checkNotes(String notes) throws ConfigException {
        if (notes.length() > MAX_NOTES_LENGTH) {
            throw ConfigRule.NOTES_LONG.broken(MAX_NOTES_LENGTH);
        }
        if (notes.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw ConfigRule.NOTES_CONTROL.broken();
        }
    }

    private static void checkWord(ConfigTerm what, @Nullable String word) throws ConfigException {
        if (word == null) {
            return;
        }
        if (word.isBlank()) {
            throw ConfigRule.WORD_EMPTY.broken(what);
        }
        if (word.length() > MAX_WORD_LENGTH) {
            throw ConfigRule.WORD_LONG.broken(what, MAX_WORD_LENGTH);
        }
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw ConfigRule.WORD_CONTROL.broken(what);
        }
    }
}
