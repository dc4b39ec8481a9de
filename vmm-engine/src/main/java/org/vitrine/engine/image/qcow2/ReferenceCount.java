package org.vitrine.engine.image.qcow2;

import java.util.Map;
import java.util.TreeMap;

/** How often each host cluster is referred to; sparse, in pages, so that it takes memory by what is referred to and not by a file's length. */
final class ReferenceCount {
    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    private final TreeMap<Long, int[]> pages = new TreeMap<>();

    void add(long cluster) {
        pages.computeIfAbsent(cluster >>> PAGE_BITS, page -> new int[PAGE])[(int) (cluster & (PAGE - 1))]++;
    }

    void addAll(long first, long count) {
        for (long i = 0; i < count; i++) {
            add(first + i);
        }
    }

    long get(long cluster) {
        int[] page = pages.get(cluster >>> PAGE_BITS);
        return page == null ? 0 : page[(int) (cluster & (PAGE - 1))];
    }

    /** Takes each cluster with a count, in order. */
    void forEach(Visitor visitor) throws java.io.IOException {
        for (Map.Entry<Long, int[]> page : pages.entrySet()) {
            for (int i = 0; i < PAGE; i++) {
                if (page.getValue()[i] != 0) {
                    visitor.visit((page.getKey() << PAGE_BITS) + i, page.getValue()[i]);
                }
            }
        }
    }

    /** What {@link #forEach} calls. */
    interface Visitor {
        void visit(long cluster, long count) throws java.io.IOException;
    }
}
