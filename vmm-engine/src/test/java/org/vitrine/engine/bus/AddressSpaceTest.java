package org.vitrine.engine.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
    private final AddressSpace space = new AddressSpace("port", 0x10000);
    private final List<String> log = new ArrayList<>();

    /** Answers each byte with its own offset. */
    private RegisterBlock block(String name) {
        return new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                log.add("%s r%d@%d".formatted(name, size, offset));
                long value = 0;
                for (int i = 0; i < size; i++) {
                    value |= (offset + i) << (8 * i);
                }
                return value;
            }

            @Override
            public void write(long offset, int size, long value) {
                log.add("%s w%d@%d=%x".formatted(name, size, offset, value));
            }
        };
    }

    @Test
    void an_access_reaches_its_block_with_the_offset_in_it() {
        space.map(0x60, 8, block("a"));
        space.map(0x3f8, 8, block("b"));

        assertThat(space.read(0x3fa, 2)).isEqualTo(0x0302);
        space.write(0x67, 1, 0xaa);

        assertThat(log).containsExactly("b r2@2", "a w1@7=aa");
    }

    @Test
    void unmapped_addresses_read_as_ones_and_swallow_writes() {
        space.map(0x60, 1, block("a"));

        assertThat(space.read(0x61, 4)).isEqualTo(0xffff_ffffL);
        space.write(0x61, 4, 0);

        assertThat(log).isEmpty();
    }

    @Test
    void an_access_over_the_end_of_a_block_is_split_into_bytes() {
        space.map(0x60, 2, block("a"));
        space.map(0x62, 1, block("b"));

        assertThat(space.read(0x61, 4)).isEqualTo(0xffff_0001L);
        space.write(0x61, 2, 0xbbaa);

        assertThat(log).containsExactly("a r1@1", "b r1@0", "a w1@1=aa", "b w1@0=bb");
    }

    @Test
    void overlapping_empty_or_outside_ranges_are_refused() {
        space.map(0x60, 4, block("a"));

        assertThatThrownBy(() -> space.map(0x63, 2, block("b"))).hasMessageContaining("overlaps");
        assertThatThrownBy(() -> space.map(0x70, 0, block("b"))).hasMessageContaining("leaves");
        assertThatThrownBy(() -> space.map(0xffff, 2, block("b"))).hasMessageContaining("leaves");
        assertThat(space.isFree(0x64, 1)).isTrue();
        assertThat(space.isFree(0x63, 1)).isFalse();
    }

    @Test
    void a_closed_mapping_is_gone_and_its_place_is_free() {
        AddressSpace.Mapping mapping = space.map(0x60, 4, block("a"));
        mapping.close();
        mapping.close();

        assertThat(space.read(0x60, 1)).isEqualTo(0xff);
        space.map(0x60, 4, block("b"));
        assertThat(space.read(0x61, 1)).isEqualTo(1);
    }
}
