package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.MemoryBacking.Pages;
import org.vitrine.engine.config.PageMerging;

class MemoryChecksTest {
    private static MachineDraft draft(MemoryBacking backing, MemoryFacts facts) {
        MachineConfig config =
                MachineConfig.of(UUID.randomUUID(), "Debian", 2048, 2).withMemoryBacking(backing);
        return new MachineDraft(config, new DraftLimits(8192, 8, Set.of()).withMemory(facts));
    }

    private static MemoryFacts facts(int freePages, PageMerging merging) {
        return new MemoryFacts(
                Map.of(
                        Pages.HUGE_2M,
                        Optional.of(new HugePagePool(Pages.HUGE_2M, freePages, freePages, 0)),
                        Pages.HUGE_1G,
                        Optional.empty()),
                merging);
    }

    @Test
    void pages_and_merging_are_changes_of_the_memory_that_need_a_restart() {
        MachineDraft draft = draft(MemoryBacking.USUAL, MemoryFacts.NONE);
        draft.setRunning(true);
        draft.change(config -> config.withMemoryBacking(new MemoryBacking(Pages.TRANSPARENT, true)));

        assertThat(draft.changes()).singleElement().satisfies(change -> {
            assertThat(change.part()).isEqualTo(Setting.MEMORY_MERGE);
            assertThat(change.section()).isEqualTo(Section.PROCESSOR);
            assertThat(change.restart()).isTrue();
        });
        draft.change(config -> config.withMemoryBacking(new MemoryBacking(Pages.HUGE_2M, false)));
        assertThat(draft.changes())
                .singleElement()
                .extracting(Change::part, Change::restart)
                .containsExactly(Setting.MEMORY_PAGES, true);
    }

    @Test
    void too_few_reserved_pages_are_a_warning_with_what_sets_them_aside() {
        MemoryBacking huge = new MemoryBacking(Pages.HUGE_2M, false);
        assertThat(draft(huge, facts(1024, PageMerging.ON)).problemsProperty().get())
                .isEmpty();

        Problem problem = draft(huge, facts(1000, PageMerging.ON))
                .problem(Setting.MEMORY_PAGES)
                .orElseThrow();
        assertThat(problem.blocking()).isFalse();
        assertThat(problem.sentence())
                .isEqualTo(
                        "The machine needs 1,024 reserved pages of 2 MiB, and this host has 1,000 left. Set more "
                                + "aside before you start it: echo 1024 | sudo tee /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
    }

    @Test
    void a_machine_that_runs_has_some_of_the_pages_itself() {
        MachineDraft draft = draft(new MemoryBacking(Pages.HUGE_2M, false), facts(0, PageMerging.ON));
        draft.setRunning(true);

        assertThat(draft.problemsProperty().get()).isEmpty();
    }

    @Test
    void pages_of_a_size_that_the_host_has_not_are_told() {
        MachineDraft draft = draft(new MemoryBacking(Pages.HUGE_1G, false), facts(0, PageMerging.ON));

        assertThat(draft.problem(Setting.MEMORY_PAGES).orElseThrow().sentence())
                .isEqualTo("This host has no pages of 1 GiB. Choose others, or the machine does not start.");
    }

    @Test
    void memory_that_is_not_whole_huge_pages_cannot_be_applied() {
        MachineDraft draft = draft(MemoryBacking.USUAL, MemoryFacts.NONE);
        draft.change(config -> config.withMemoryMiB(1536).withMemoryBacking(new MemoryBacking(Pages.HUGE_1G, false)));

        assertThat(draft.problem(Setting.MEMORY_PAGES).orElseThrow().sentence()).contains("give the machine 2048 MiB");
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void merging_that_nobody_does_is_told_at_its_own_field() {
        MemoryBacking merged = new MemoryBacking(Pages.TRANSPARENT, true);

        assertThat(draft(merged, facts(0, PageMerging.ON)).problemsProperty().get())
                .isEmpty();
        assertThat(draft(merged, facts(0, PageMerging.OFF))
                        .problem(Setting.MEMORY_MERGE)
                        .orElseThrow()
                        .sentence())
                .contains(PageMerging.COMMAND);
        assertThat(draft(merged, facts(0, PageMerging.MISSING))
                        .problem(Setting.MEMORY_MERGE)
                        .orElseThrow()
                        .sentence())
                .contains("KSM");
        Problem both = draft(new MemoryBacking(Pages.HUGE_2M, true), facts(9999, PageMerging.ON))
                .problem(Setting.MEMORY_MERGE)
                .orElseThrow();
        assertThat(both.blocking()).isTrue();
    }
}
