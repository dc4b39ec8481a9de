package org.vitrine.engine.image.qcow2;

import java.util.Arrays;

/** A set of host cluster numbers from 0 on: a hash table with open addressing, which takes 16 to 32 bytes for each. Not for several threads that write. */
final class ClusterSet {
    private static final long EMPTY = -1;
    private static final long REMOVED = -2;

    private long[] slots = emptySlots(64);
    /** Slots that are not {@link #EMPTY}. */
    private int used;

    private static long[] emptySlots(int count) {
        long[] slots = new long[count];
        Arrays.fill(slots, EMPTY);
        return slots;
    }

    boolean contains(long cluster) {
        return slots[find(cluster)] == cluster;
    }

    /** @return false if it was in already */
    boolean add(long cluster) {
        int slot = find(cluster);
        if (slots[slot] == cluster) {
            return false;
        }
        slots[slot] = cluster;
        used++;
        if (used * 2 > slots.length) {
            rehash();
        }
        return true;
    }

    /** @return false if any was in already */
    boolean addAll(long first, long count) {
        boolean fresh = true;
        for (long i = 0; i < count; i++) {
            fresh &= add(first + i);
        }
        return fresh;
    }

    void remove(long cluster) {
        int slot = find(cluster);
        if (slots[slot] == cluster) {
            slots[slot] = REMOVED;
        }
    }

    private int find(long cluster) {
        int mask = slots.length - 1;
        int slot = (int) (cluster * 0x9e3779b97f4a7c15L >>> 33) & mask;
        while (slots[slot] != cluster && slots[slot] != EMPTY) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        long[] old = slots;
        int live = 0;
        for (long cluster : old) {
            live += cluster >= 0 ? 1 : 0;
        }
        slots = emptySlots(Math.max(64, Integer.highestOneBit(live) * 8));
        used = 0;
        for (long cluster : old) {
            if (cluster >= 0) {
                slots[find(cluster)] = cluster;
                used++;
            }
        }
    }
}
