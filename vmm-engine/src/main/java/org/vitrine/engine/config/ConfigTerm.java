package org.vitrine.engine.config;

import java.util.Locale;

/** Words that stand in a {@link ConfigRule}'s sentence. */
public enum ConfigTerm {
    ICON("icon's name"),
    SYSTEM("system's id"),
    GROUP("group"),
    TAG("tag"),
    AHCI_PORT("AHCI port"),
    SLOT("PCI Express slot"),
    HOST("host"),
    GUEST("guest"),
    WHOLE_NUMBER("a whole number"),
    TRUTH("true or false"),
    STRING("a string"),
    SCALAR("a string, a number, true or false"),
    ARRAY("an array"),
    OBJECT("an object"),
    UUID("a UUID"),
    PATH("a path"),
    POSITIVE("1 or more"),
    MAC_ADDRESS("six octets with colons, such as \"52:54:00:12:34:56\""),
    CONTENT("The file's content");

    private final String words;

    ConfigTerm(String words) {
        this.words = words;
    }

    /** Lower case, with hyphens: its name where words are kept in other languages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return words;
    }
}
