package org.vitrine.engine.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of a machine; the VM process reads none of it.
 *
 * @param notes of the user's own, lines parted by {@code \n}; may be empty
 * @param icon the name of a drawing; null for the one of its system
 * @param system the id of the operating system that it is meant for; null if nobody knows
 * @param group the one that it stands in; null for none
 * @param tags each once, in the user's order
 */
public record About(
        String notes,
        @Nullable String icon,
        @Nullable String system,
        @Nullable String group,
        List<String> tags) {
    /** Nothing to tell. */
    public static final About NOTHING = new About("", null, null, null, List.of());

    public About {
        tags = List.copyOf(tags);
    }

    public About withNotes(String other) {
        return new About(other, icon, system, group, tags);
    }

    public About withIcon(@Nullable String other) {
        return new About(notes, other, system, group, tags);
    }

    public About withSystem(@Nullable String other) {
        return new About(notes, icon, other, group, tags);
    }

    public About withGroup(@Nullable String other) {
        return new About(notes, icon, system, other, tags);
    }

    public About withTags(List<String> others) {
        return new About(notes, icon, system, group, others);
    }
}
