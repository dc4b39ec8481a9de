package org.vitrine.app.detect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Our own rules, in the order in which they are asked. */
final class SystemRules {
    private static final String FILE = "systems.json";

    private SystemRules() {}

    /** Expressions that mind no case. */
    private static final class Expressions extends StdDeserializer<Pattern> {
        @Serial
        private static final long serialVersionUID = 1L;

        Expressions() {
            super(Pattern.class);
        }

        @Override
        public Pattern deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Pattern.compile(parser.getText(), Pattern.CASE_INSENSITIVE);
        }
    }

    static List<SystemRule> load() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(new SimpleModule().addDeserializer(Pattern.class, new Expressions()))
                .build();
        try (InputStream in = Objects.requireNonNull(SystemRules.class.getResourceAsStream(FILE), FILE)) {
            return mapper.readValue(in, new TypeReference<List<SystemRule>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
