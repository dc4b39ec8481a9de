package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 64})
    void the_cores_of_one_socket_are_numbered_without_gaps(int cores) {
        Processor processor = Processor.ofCores(cores);

        assertThat(IntStream.range(0, cores).map(processor::apicId))
                .containsExactly(IntStream.range(0, cores).boxed().toArray(Integer[]::new));
    }

    @Test
    void socket_core_and_thread_have_bits_of_their_own() {
        Processor processor = new Processor(2, 3, 2);

        assertThat(IntStream.range(0, processor.cpus()).map(processor::apicId))
                .containsExactly(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13);
    }

    @Test
    void no_machine_has_an_id_that_an_xapic_cannot_address() {
        for (int sockets = 1; sockets <= ConfigRules.MAX_CPUS; sockets++) {
            for (int cores = 1; sockets * cores <= ConfigRules.MAX_CPUS; cores++) {
                for (int threads = 1; sockets * cores * threads <= ConfigRules.MAX_CPUS; threads++) {
                    Processor processor = new Processor(sockets, cores, threads);
                    assertThat(processor.apicId(processor.cpus() - 1))
                            .as(processor.toString())
                            .isLessThan(255);
                }
            }
        }
    }
}
