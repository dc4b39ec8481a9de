package org.vitrine.app.viewmodel.machine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.PageMerging;

/**
 * What is known of the host's memory.
 *
 * @param pools its huge pages, by their size; empty for a size that it has not
 */
public record MemoryFacts(Map<MemoryBacking.Pages, Optional<HugePagePool>> pools, PageMerging merging) {
    /** Before somebody has looked. */
    public static final MemoryFacts NONE = new MemoryFacts(Map.of(), PageMerging.ON);

    public MemoryFacts {
        pools = Map.copyOf(pools);
    }

    /** Looks. Reads files: not for the JavaFX thread. */
    static MemoryFacts now() {
        Map<MemoryBacking.Pages, Optional<HugePagePool>> pools = new EnumMap<>(MemoryBacking.Pages.class);
        for (MemoryBacking.Pages pages : MemoryBacking.Pages.values()) {
            if (pages.isReserved()) {
                pools.put(pages, HugePagePool.of(pages));
            }
        }
        return new MemoryFacts(pools, PageMerging.now());
    }
}
