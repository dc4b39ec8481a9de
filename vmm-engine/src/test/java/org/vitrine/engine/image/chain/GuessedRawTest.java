package org.vitrine.engine.image.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;

class GuessedRawTest {
    private final MemoryFile file = new MemoryFile(new byte[4096], false);
    private final GuessedRaw disk = new GuessedRaw(file);

    private static Buffers bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Buffers.of(bytes);
    }

    @Test
    void a_guest_cannot_make_it_look_like_qcow2() {
        assertThatThrownBy(() -> disk.write(0, bytes('Q', 'F', 'I', 0xfb, 0, 0, 0, 3)))
                .isInstanceOfSatisfying(
                        BlockException.class, e -> assertThat(e.kind()).isEqualTo(BlockException.Kind.UNSUPPORTED))
                .hasMessageContaining("look like qcow2");
        assertThat(file.content()).containsOnly(0);
    }

    @Test
    void nor_in_two_steps() throws Exception {
        disk.write(2, bytes('I', 0xfb));

        assertThatThrownBy(() -> disk.write(0, bytes('Q', 'F'))).hasMessageContaining("qcow2");
    }

    @Test
    void everything_else_is_written() throws Exception {
        byte[] data = new byte[2048];
        java.util.Arrays.fill(data, (byte) 7);
        disk.write(100, Buffers.of(data));
        disk.write(1024, bytes('Q', 'F', 'I', 0xfb));
        disk.writeZeroes(100, 4);

        assertThat(file.content()[99]).isZero();
        assertThat(file.content()[103]).isZero();
        assertThat(file.content()[104]).isEqualTo((byte) 7);
        assertThat(file.content()[2147]).isEqualTo((byte) 7);
        assertThat(file.content()[1024]).isEqualTo((byte) 'Q');
    }
}
