package org.vitrine.engine.config;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A configuration cannot be used; the message is one sentence for people. */
public final class ConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable ConfigRule rule;
    private final transient List<Object> arguments;

    public ConfigException(String message) {
        super(message);
        rule = null;
        arguments = List.of();
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
        rule = null;
        arguments = List.of();
    }

    ConfigException(ConfigRule rule, String message, List<Object> arguments) {
        super(message);
        this.rule = rule;
        this.arguments = arguments;
    }

    /** Which rule is broken, for whoever has its sentence in another language; empty if it is about a file as a whole. */
    public Optional<ConfigRule> rule() {
        return Optional.ofNullable(rule);
    }

    /** What stands in the places of the rule's sentence. */
    public List<Object> arguments() {
        return arguments;
    }
}
