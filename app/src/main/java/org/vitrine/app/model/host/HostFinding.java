package org.vitrine.app.model.host;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;

/**
 * One line of the host check.
 *
 * @param details fill the placeholders of the condition's texts
 * @param command what to type in a terminal to mend it, if one command does
 */
public record HostFinding(
        HostCondition condition,
        List<String> details,
        @Nullable String command) {
    public HostFinding {
        details = List.copyOf(details);
    }

    /** What was found, as one sentence. */
    public String sentence() {
        return Texts.get(key(), details.toArray());
    }

    /** What to do about it, if there is something. */
    public Optional<String> mend() {
        String key = key() + ".mend";
        return Texts.has(key) ? Optional.of(Texts.get(key, details.toArray())) : Optional.empty();
    }

    public Optional<String> mendCommand() {
        return Optional.ofNullable(command);
    }

    private String key() {
        return "host." + condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
