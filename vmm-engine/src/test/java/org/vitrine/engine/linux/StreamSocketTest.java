package org.vitrine.engine.linux;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StreamSocketTest {
    @Test
    void a_path_that_is_too_long_is_told_in_one_sentence() {
        Path path = Path.of("/tmp", "x".repeat(103));

        String sentence =
                "The socket path " + path + " has 108 bytes, but Linux allows 1 to 107; use a shorter directory.";
        assertThatThrownBy(() -> StreamSocket.listen(path)).hasMessage(sentence);
        assertThatThrownBy(() -> StreamSocket.connect(path)).hasMessage(sentence);
    }
}
