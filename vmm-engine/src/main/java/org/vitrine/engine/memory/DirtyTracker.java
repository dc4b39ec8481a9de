package org.vitrine.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One reader's view of what was written in a region since it last looked. Reading KVM's log clears it, so
 * {@link GuestMemory} reads it once and fans it out to every tracker of the region. Any thread.
 */
public final class DirtyTracker implements AutoCloseable {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final GuestMemory owner;
    private final MemoryRegion region;
    private final long[] words;

    DirtyTracker(GuestMemory owner, MemoryRegion region) {
        this.owner = owner;
        this.region = region;
        this.words = new long[wordsFor(region)];
    }

    /** How many longs a bitmap of the region has: one bit per 4 KiB page. */
    public static int wordsFor(MemoryRegion region) {
        return Math.toIntExact((region.size() / 4096 + 63) / 64);
    }

    /**
     * Moves the dirty bits out: those of pages written by vCPUs or by devices since the last call.
     *
     * @param bitmap replaced; one bit per page of the region, least significant bit first
     * @return whether any bit is set
     */
    public boolean collect(long[] bitmap) {
        owner.harvest(region);
        long any = 0;
        for (int i = 0; i < words.length; i++) {
            long value = words[i] == 0 ? 0 : (long) WORD.getAndSet(words, i, 0L);
            bitmap[i] = value;
            any |= value;
        }
        return any != 0;
    }

    void mark(long offset, long length) {
        long last = (offset + length - 1) >>> 12;
        for (long page = offset >>> 12; page <= last; page++) {
            int word = (int) (page >>> 6);
            long bit = 1L << page;
            if ((words[word] & bit) == 0) {
                WORD.getAndBitwiseOr(words, word, bit);
            }
        }
    }

    void or(int word, long bits) {
        if (bits != 0) {
            WORD.getAndBitwiseOr(words, word, bits);
        }
    }

    /** Stops tracking; KVM stops logging when the last tracker of a region closes. */
    @Override
    public void close() {
        owner.untrack(region, this);
    }
}
