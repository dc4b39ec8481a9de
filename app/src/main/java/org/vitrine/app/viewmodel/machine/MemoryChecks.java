package org.vitrine.app.viewmodel.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrine.app.model.ConfigSentence;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRule;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.PageMerging;

/** What is wrong with the host memory that a draft asks for: its size in huge pages, and what the host lacks, which it may have at the machine's start. */
final class MemoryChecks {
    private MemoryChecks() {}

    /** @param running whether the machine runs, so that some of what is taken is its own */
    static Map<Part, Problem> check(MachineConfig config, MemoryFacts facts, boolean running) {
        Map<Part, Problem> problems = new LinkedHashMap<>();
        try {
            ConfigRules.checkMemoryBacking(config);
        } catch (ConfigException e) {
            boolean merge = e.rule().filter(ConfigRule.MEMORY_MERGE::equals).isPresent();
            problems.put(merge ? Setting.MEMORY_MERGE : Setting.MEMORY_PAGES, Problem.error(ConfigSentence.of(e)));
        }
        MemoryBacking.Pages pages = config.memoryBacking().pages();
        if (facts.pools().containsKey(pages) && !running) {
            shortage(config.memoryMiB(), pages, facts.pools().get(pages))
                    .ifPresent(sentence -> problems.putIfAbsent(Setting.MEMORY_PAGES, Problem.warning(sentence)));
        }
        if (config.memoryBacking().merge() && facts.merging() != PageMerging.ON) {
            problems.putIfAbsent(
                    Setting.MEMORY_MERGE,
                    Problem.warning(
                            facts.merging() == PageMerging.MISSING
                                    ? Texts.get("problem.merge-missing")
                                    : Texts.get("problem.merge-off", PageMerging.COMMAND)));
        }
        return problems;
    }

    private static Optional<String> shortage(int memory, MemoryBacking.Pages pages, Optional<HugePagePool> pool) {
        String size = Sizes.mebibytes(pages.mebibytes());
        if (pool.isEmpty()) {
            return Optional.of(Texts.get("problem.pages-none", size));
        }
        long needed = pool.get().needed(memory);
        return needed <= pool.get().available()
                ? Optional.empty()
                : Optional.of(Texts.get(
                        "problem.pages-few",
                        needed,
                        size,
                        pool.get().available(),
                        pool.get().command(memory)));
    }
}
