package org.vitrine.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.MemoryBacking.Pages;

class ReversionTest {
    private static MachineConfig machine(int memoryMiB, Pages pages) {
        return MachineConfig.of(new UUID(1, 2), "n", memoryMiB, 1).withMemoryBacking(new MemoryBacking(pages, false));
    }

    @Test
    void a_snapshots_memory_is_as_large_as_it_was_and_of_the_pages_that_the_machine_has_now() {
        MachineConfig then = machine(64, Pages.TRANSPARENT);
        MachineConfig now = machine(128, Pages.HUGE_2M);

        assertThat(Reversion.present(then, now)).isEqualTo(machine(64, Pages.HUGE_2M));
        assertThat(Reversion.goingOn(then, now, true)).isEqualTo(machine(64, Pages.HUGE_2M));
    }
}
