package org.vitrine.engine.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code memoryBacking} of {@code machine.json}. What has its usual value is left out. */
final class MemoryFields {
    /** The last version that had none. */
    static final int BEFORE = 4;

    private MemoryFields() {}

    static MemoryBacking read(@Nullable JsonFields fields) throws ConfigException {
        if (fields == null) {
            return MemoryBacking.USUAL;
        }
        MemoryBacking backing = new MemoryBacking(
                Words.read(fields, "pages", MemoryBacking.Pages.values(), MemoryBacking.Pages.TRANSPARENT),
                fields.optionalFlag("merge"));
        fields.end();
        return backing;
    }

    static Map<String, Object> tree(MemoryBacking backing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pages", backing.pages().word());
        if (backing.merge()) {
            fields.put("merge", true);
        }
        return fields;
    }
}
