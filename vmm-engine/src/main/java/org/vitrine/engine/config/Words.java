package org.vitrine.engine.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The spelling of enums outside of Java: lower case, with hyphens. */
final class Words {
    private Words() {}

    static <E extends Enum<E>> Optional<E> find(E[] all, String word) {
        return Arrays.stream(all).filter(value -> of(value).equals(word)).findFirst();
    }

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A field's value. @throws ConfigException naming the words that can stand there */
    static <E extends Enum<E>> E read(JsonFields fields, String name, E[] all, E usual) throws ConfigException {
        String word = fields.optionalText(name);
        if (word == null) {
            return usual;
        }
        return find(all, word)
                .orElseThrow(() ->
                        fields.mustBe(name, Arrays.stream(all).map(Words::of).collect(Collectors.joining(" or "))));
    }
}
