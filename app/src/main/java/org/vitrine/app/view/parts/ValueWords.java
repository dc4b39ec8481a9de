package org.vitrine.app.view.parts;

import java.util.function.Function;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Says what each value is called where one of some is chosen; nobody types one. */
public final class ValueWords<T> extends StringConverter<T> {
    private final Function<T, String> words;

    public ValueWords(Function<T, String> words) {
        this.words = words;
    }

    @Override
    public String toString(@Nullable T value) {
        return value == null ? "" : words.apply(value);
    }

    @Override
    public @Nullable T fromString(String text) {
        return null;
    }
}
