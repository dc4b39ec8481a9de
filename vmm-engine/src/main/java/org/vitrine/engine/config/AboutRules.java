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
        checkWord("icon's name", about.icon());
        checkWord("system's id", about.system());
        checkWord("group", about.group());
        if (about.tags().size() > MAX_TAGS) {
            throw new ConfigException("The machine has %d tags, but %d at most are kept; remove some."
                    .formatted(about.tags().size(), MAX_TAGS));
        }
        Set<String> tags = new HashSet<>();
        for (String tag : about.tags()) {
            checkWord("tag", tag);
            if (!tags.add(tag)) {
                throw new ConfigException("The machine has the tag \"%s\" twice; remove one.".formatted(tag));
            }
        }
    }

    public static void checkNotes(String notes) throws ConfigException {
        if (notes.length() > MAX_NOTES_LENGTH) {
            throw new ConfigException(
                    "The machine's notes are longer than %d characters; shorten them.".formatted(MAX_NOTES_LENGTH));
        }
        if (notes.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new ConfigException("The machine's notes contain a control character; remove it.");
        }
    }

    private static void checkWord(String what, @Nullable String word) throws ConfigException {
        if (word == null) {
            return;
        }
        if (word.isBlank()) {
            throw new ConfigException("The machine's %s is empty; give it one or leave it out.".formatted(what));
        }
        if (word.length() > MAX_WORD_LENGTH) {
            throw new ConfigException(
                    "The machine's %s is longer than %d characters; shorten it.".formatted(what, MAX_WORD_LENGTH));
        }
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigException("The machine's %s contains a control character; remove it.".formatted(what));
        }
    }
}
