package org.vitrine.engine.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpFramerTest {
    private final Recorder recorder = new Recorder();
    private final QmpFramer framer = new QmpFramer(1024, recorder);

    @Test
    void cuts_values_that_stand_back_to_back() {
        feed("{\"a\":1}{\"b\":[2,{}]} 5\n\"x\"[]\n");

        assertThat(recorder.messages).containsExactly("{\"a\":1}", "{\"b\":[2,{}]}", "5", "\"x\"", "[]");
        assertThat(recorder.garbage).isEmpty();
    }

    @Test
    void needs_no_newline_after_an_object() {
        feed("{\"execute\":\"stop\"}");

        assertThat(recorder.messages).containsExactly("{\"execute\":\"stop\"}");
    }

    @Test
    void brackets_and_escaped_quotes_in_strings_do_not_end_a_value() {
        String tricky = "{\"a\":\"}]\\\"{\\\\\"}";
        feed(tricky);

        assertThat(recorder.messages).containsExactly(tricky);
    }

    @Test
    void a_value_may_be_spread_over_lines() {
        feed("{\n \"execute\":\r\n\t\"stop\" }");

        assertThat(recorder.messages).hasSize(1);
    }

    @Test
    void a_closing_bracket_alone_is_passed_on_and_the_next_value_is_whole() {
        feed("}{\"a\":1}");

        assertThat(recorder.messages).containsExactly("}", "{\"a\":1}");
    }

    @Test
    void an_end_of_line_in_a_string_drops_the_value_and_the_next_one_is_whole() {
        feed("{\"execute\":\"a}\n{\"b\":1}");

        assertThat(recorder.garbage).hasSize(1);
        assertThat(recorder.messages).containsExactly("{\"b\":1}");
    }

    @Test
    void byte_ff_resynchronises_a_half_sent_value() {
        feed("{\"execute\":{{[");
        framer.feed(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
        feed("{\"b\":1}");

        assertThat(recorder.garbage).hasSize(1);
        assertThat(recorder.messages).containsExactly("{\"b\":1}");
    }

    @Test
    void a_value_beyond_the_limit_is_reported_once_and_skipped_to_its_end() {
        feed("{\"a\":\"" + "x".repeat(5000) + "\",\"b\":[" + "1,".repeat(5000) + "2]}{\"c\":3}");

        assertThat(recorder.garbage).singleElement().asString().contains("longer than the 1024 bytes");
        assertThat(recorder.messages).containsExactly("{\"c\":3}");
    }

    @Test
    void a_value_of_exactly_the_limit_is_passed_on() {
        String longest = "\"" + "x".repeat(1022) + "\"";
        feed(longest);

        assertThat(recorder.messages).containsExactly(longest);
        assertThat(recorder.garbage).isEmpty();
    }

    @Test
    void sixty_four_mebibytes_of_junk_are_not_buffered() {
        QmpFramer real = new QmpFramer(QmpFramer.DEFAULT_LIMIT, recorder);
        byte[] piece = "{[\"junk".getBytes(UTF_8);
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < megabyte.length; i++) {
            megabyte[i] = piece[i % piece.length];
        }
        for (int i = 0; i < 64; i++) {
            real.feed(ByteBuffer.wrap(megabyte));
            assertThat(real.held()).isLessThanOrEqualTo(QmpFramer.DEFAULT_LIMIT);
        }

        assertThat(recorder.messages).isEmpty();
        assertThat(recorder.garbage).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void any_bytes_are_taken_and_a_good_message_after_them_arrives(long seed) throws QmpException {
        Random random = new Random(seed);
        String alphabet = "{}[]\"'\\,: \n\t\r0123abcexecuteTrue\u00e9\u0001";
        for (int round = 0; round < 500; round++) {
            recorder.messages.clear();
            byte[] junk = new byte[random.nextInt(60)];
            for (int i = 0; i < junk.length; i++) {
                junk[i] = random.nextInt(8) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            framer.feed(ByteBuffer.wrap(junk));
            framer.feed(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
            feed("{\"ok\":1}");

            for (byte[] message : recorder.raw) {
                parses_or_is_refused(message);
            }
            recorder.raw.clear();
            assertThat(recorder.messages).last().isEqualTo("{\"ok\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void the_pieces_in_which_bytes_arrive_make_no_difference(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            byte[] line = ("{\"id\":" + i + ",\"t\":\"" + "\\\"}".repeat(random.nextInt(9)) + "\"}").getBytes(UTF_8);
            stream.writeBytes(line);
            if (random.nextInt(5) == 0) {
                stream.write(random.nextInt(256));
            }
        }
        byte[] all = stream.toByteArray();
        framer.feed(ByteBuffer.wrap(all));
        Recorder other = new Recorder();
        QmpFramer pieces = new QmpFramer(1024, other);
        for (int at = 0; at < all.length; ) {
            int count = Math.min(all.length - at, 1 + random.nextInt(7));
            pieces.feed(ByteBuffer.wrap(all, at, count));
            at += count;
        }

        assertThat(other.messages).isEqualTo(recorder.messages);
        assertThat(other.garbage).isEqualTo(recorder.garbage);
    }

    private static void parses_or_is_refused(byte[] message) {
        try {
            JsonNode value = QmpCodec.read(message, 0, message.length);
            assertThat(value).isNotNull();
        } catch (QmpException e) {
            assertThat(e.getMessage()).startsWith("JSON parse error, ");
        }
    }

    private void feed(String text) {
        framer.feed(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static final class Recorder implements QmpFramer.Sink {
        final List<String> messages = new ArrayList<>();
        final List<byte[]> raw = new ArrayList<>();
        final List<String> garbage = new ArrayList<>();

        @Override
        public void message(byte[] bytes, int offset, int length) {
            messages.add(new String(bytes, offset, length, UTF_8));
            raw.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void garbage(String reason) {
            garbage.add(reason);
        }
    }
}
