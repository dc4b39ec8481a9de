package org.vitrine.engine.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpCodecTest {
    @Test
    void a_command_carries_arguments_and_id() {
        JsonNode message = QmpCodec.command("eject", Map.of("id", "cd0"), 7);

        assertThat(new String(QmpCodec.write(message), UTF_8))
                .isEqualTo("{\"execute\":\"eject\",\"arguments\":{\"id\":\"cd0\"},\"id\":7}\r\n");
    }

    @Test
    void an_event_survives_the_way_there_and_back() throws QmpException {
        QmpEvent event = new QmpEvent(
                "RESET", QmpCodec.read("{\"guest\":true}"), Instant.ofEpochSecond(1795362462L, 760_048_000));
        byte[] line = QmpCodec.write(QmpCodec.event(event));

        assertThat(QmpCodec.eventIn(QmpCodec.read(line, 0, line.length))).isEqualTo(event);
    }

    @Test
    void an_absurd_timestamp_is_no_error() throws QmpException {
        QmpEvent event =
                QmpCodec.eventIn(QmpCodec.read("{\"event\":\"STOP\",\"timestamp\":{\"seconds\":9223372036854775807}}"));

        assertThat(event).isNotNull();
        assertThat(event.timestamp()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void an_error_of_an_unknown_class_is_generic() throws QmpException {
        QmpException error = QmpCodec.errorIn(QmpCodec.read("{\"error\":{\"class\":\"New\",\"desc\":\"no\"}}"));

        assertThat(error).isNotNull().hasMessage("no");
        assertThat(error.errorClass()).isEqualTo(QmpErrorClass.GENERIC_ERROR);
    }

    @Test
    void values_of_every_kind_are_read_and_written() throws QmpException {
        String text = "{\"a\":[1,-2,1.5,true,false,null,\"\\u00e9\\n\",123456789012345678901234567890],\"b\":{}}";

        assertThat(new String(QmpCodec.write(QmpCodec.read(text)), UTF_8).strip())
                .isEqualTo(text.replace("\\u00e9", "é"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,\"a\":2}",
                "nope",
                "1 2",
                "{\"a\":1}x",
                "\"\\q\"",
                "01",
                "[1e999999999999999999999999999999999999999999999999999999999999999999999]"
            })
    void what_is_not_json_is_refused_with_a_reason(String text) {
        assertThatThrownBy(() -> QmpCodec.read(text))
                .isInstanceOf(QmpException.class)
                .hasMessageStartingWith("JSON parse error, ");
    }

    @Test
    void nesting_beyond_sixty_four_is_refused() throws QmpException {
        QmpCodec.read("[".repeat(64) + "]".repeat(64));

        assertThatThrownBy(() -> QmpCodec.read("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("64");
    }

    @Test
    void single_quoted_strings_are_read_as_qemu_reads_them() throws QmpException {
        assertThat(QmpCodec.read("{'execute':'stop'}").path("execute").textValue())
                .isEqualTo("stop");
    }

    @Test
    void arguments_are_plain_java_values() {
        JsonNode message = QmpCodec.command("x", Map.of("keys", List.of(Map.of("down", true, "n", 5))), null);

        assertThat(message.toString())
                .satisfiesAnyOf(
                        text -> assertThat(text).contains("[{\"down\":true,\"n\":5}]"),
                        text -> assertThat(text).contains("[{\"n\":5,\"down\":true}]"));
    }
}
