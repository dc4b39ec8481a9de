package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.MemoryBacking.Pages;
import org.vitrine.engine.memory.MemoryRegion;

class GuestRamTest {
    private static MachineConfig machine(int memoryMiB, MemoryBacking backing) {
        return MachineConfig.of(new UUID(1, 2), "n", memoryMiB, 1).withMemoryBacking(backing);
    }

    @Test
    void too_few_huge_pages_are_told_with_what_sets_them_aside() {
        HugePagePool pool = HugePagePool.of(Pages.HUGE_2M).orElse(null);
        assumeTrue(pool != null, "this host has no huge pages of 2 MiB");
        long needed = pool.available() + 10;
        MachineConfig config = machine((int) needed * 2, new MemoryBacking(Pages.HUGE_2M, false));

        assertThatThrownBy(() -> GuestRam.create(config))
                .isInstanceOf(MachineException.class)
                .hasMessage(
                        "The machine needs %d reserved huge pages of 2 MiB, and this host has %d of %d left. Set aside more with \"echo %d | sudo tee /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages\", or give the machine less memory or transparent huge pages.",
                        needed, pool.available(), pool.total(), pool.total() + 10);
    }

    @Test
    void memory_that_is_to_be_merged_is_there_whatever_the_kernel_can() throws Exception {
        try (MemoryRegion ram = GuestRam.create(machine(16, new MemoryBacking(Pages.TRANSPARENT, true)))) {
            assertThat(ram.size()).isEqualTo(16 << 20);
            assertThat(ram.name()).isEqualTo("ram");
        }
    }
}
