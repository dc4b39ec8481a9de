package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TripleFaultsTest {
    private final TripleFaults faults = new TripleFaults();

    @Test
    void the_third_without_progress_is_given_up() {
        assertThat(faults.another(0)).isFalse();
        assertThat(faults.another(10)).isFalse();
        assertThat(faults.another(20)).isTrue();
    }

    @Test
    void a_guest_that_reboots_by_triple_fault_is_never_given_up() {
        for (long boots = 1; boots < 100; boots++) {
            assertThat(faults.another(boots * 50_000)).isFalse();
        }
    }
}
