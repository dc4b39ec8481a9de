package org.vitrine.engine.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.kvm.Cpuid.Entry;

/** What each vCPU is told of its place, read as a guest reads it (Intel SDM volume 3A, "Identifying Topological Relationships"). */
class CpuidTest {
    private static final int FIRST_LEVEL_CACHE = 1 << 5 | 1;
    private static final int THIRD_LEVEL_CACHE = 3 << 5 | 3;
    private static final Cpuid HOST = new Cpuid(List.of(
            new Entry(0x1, 0, 0, 0, 0xff08_1234, 0, 0),
            new Entry(0x4, 0, 1, 0xffff_c000 | FIRST_LEVEL_CACHE, 0, 0, 0),
            new Entry(0x4, 3, 1, 0xffff_c000 | THIRD_LEVEL_CACHE, 0, 0, 0),
            new Entry(0xb, 0, 1, 9, 9, 9, 9),
            new Entry(0x8000_0001, 0, 0, 0, 0, 0, 0),
            new Entry(0x8000_0008, 0, 0, 0x3028, 0, 0xffff, 0),
            new Entry(0x8000_001d, 3, 1, 0xffff_c000 | THIRD_LEVEL_CACHE, 0, 0, 0),
            new Entry(0x8000_001e, 0, 0, 9, 9, 9, 9)));

    /** The last vCPU of two sockets of three cores of two threads: socket 1, core 2, thread 1. */
    private static final Processor PROCESSOR = new Processor(2, 3, 2);

    private static final int LAST = 0b1_10_1;

    private static Entry last(int function, int index) {
        return HOST.forVcpu(PROCESSOR.apicId(11), PROCESSOR).entries().stream()
                .filter(entry -> entry.function() == function && entry.index() == index)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void leaf_1_has_the_id_and_room_for_the_logical_processors_of_a_socket() {
        assertThat(last(1, 0).ebx()).isEqualTo(LAST << 24 | 8 << 16 | 0x1234);
        assertThat(last(1, 0).edx() & 1 << 28).as("HTT").isNotZero();
    }

    @Test
    void leaf_11_tells_how_many_bits_are_threads_and_cores() {
        assertThat(last(0xb, 0)).isEqualTo(new Entry(0xb, 0, 1, 1, 2, 1 << 8, LAST));
        assertThat(last(0xb, 1)).isEqualTo(new Entry(0xb, 1, 1, 3, 6, 2 << 8 | 1, LAST));
        assertThat(last(0xb, 2).ecx()).as("no further level").isEqualTo(2);
    }

    @Test
    void threads_share_the_near_caches_and_a_socket_the_far_one() {
        assertThat(last(4, 0).eax()).isEqualTo(3 << 26 | 1 << 14 | FIRST_LEVEL_CACHE);
        assertThat(last(4, 3).eax()).isEqualTo(3 << 26 | 7 << 14 | THIRD_LEVEL_CACHE);
        assertThat(last(0x8000_001d, 3).eax() >>> 14 & 0xfff).isEqualTo(7);
    }

    @Test
    void amds_leaves_tell_the_same() {
        assertThat(last(0x8000_0008, 0).ecx()).isEqualTo(3 << 12 | 5);
        assertThat(last(0x8000_001e, 0)).isEqualTo(new Entry(0x8000_001e, 0, 0, LAST, 1 << 8 | 2, 1, 0));
        assertThat(last(0x8000_0001, 0).ecx() & 2).as("CmpLegacy").isNotZero();
    }

    @Test
    void sockets_of_one_logical_processor_say_that_it_is_alone() {
        Entry one = HOST.forVcpu(1, new Processor(2, 1, 1)).entries().getFirst();

        assertThat(one.ebx() >>> 16).isEqualTo(1 << 8 | 1);
        assertThat(one.edx() & 1 << 28).isZero();
    }
}
