package org.vitrine.engine.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code about} of {@code machine.json}. What there is nothing to tell of is left out. */
final class AboutFields {
    private AboutFields() {}

    static About read(@Nullable JsonFields fields) throws ConfigException {
        if (fields == null) {
            return About.NOTHING;
        }
        String notes = fields.optionalText("notes");
        About about = new About(
                notes == null ? "" : notes,
                fields.optionalText("icon"),
                fields.optionalText("system"),
                fields.optionalText("group"),
                fields.texts("tags"));
        fields.end();
        return about;
    }

    static Map<String, Object> tree(About about) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!about.notes().isEmpty()) {
            fields.put("notes", about.notes());
        }
        if (about.icon() != null) {
            fields.put("icon", about.icon());
        }
        if (about.system() != null) {
            fields.put("system", about.system());
        }
        if (about.group() != null) {
            fields.put("group", about.group());
        }
        if (!about.tags().isEmpty()) {
            fields.put("tags", about.tags());
        }
        return fields;
    }
}
