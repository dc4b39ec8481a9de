package org.vitrine.display.link;

import java.util.Arrays;

/** A set of rows of a picture, 0 to {@link Geometry#MAX_HEIGHT} - 1. Allocates nothing once made. Not for several threads at once. */
public final class RowSet {
    static final int WORDS = Geometry.MAX_HEIGHT / 64;

    final long[] words = new long[WORDS];

    /** No rows. */
    public RowSet() {}

    /** What is done with a run of rows. */
    @FunctionalInterface
    public interface RunConsumer {
        /**
         * Takes a run.
         *
         * @param count at least 1
         */
        void accept(int first, int count);
    }

    /** Adds rows; those outside the range are left out. */
    public void add(int first, int count) {
        int from = Math.max(first, 0);
        int to = (int) Math.min((long) first + count, Geometry.MAX_HEIGHT);
        while (from < to) {
            int end = Math.min(to, (from | 63) + 1);
            long bits = end - from == 64 ? -1L : ((1L << (end - from)) - 1) << from;
            words[from >>> 6] |= bits;
            from = end;
        }
    }

    /** Adds all rows of another set. */
    public void addAll(RowSet other) {
        for (int i = 0; i < WORDS; i++) {
            words[i] |= other.words[i];
        }
    }

    public boolean contains(int row) {
        return row >= 0 && row < Geometry.MAX_HEIGHT && (words[row >>> 6] >>> row & 1) != 0;
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    public void clear() {
        Arrays.fill(words, 0);
    }

    /** Gives each run of neighbouring rows, from the top, leaving out rows from {@code height} on. */
    public void forEachRun(int height, RunConsumer consumer) {
        int limit = Math.min(height, Geometry.MAX_HEIGHT);
        int row = next(0, limit, true);
        while (row < limit) {
            int end = next(row, limit, false);
            consumer.accept(row, end - row);
            row = next(end, limit, true);
        }
    }

    private int next(int from, int limit, boolean set) {
        int row = from;
        while (row < limit) {
            long word = set ? words[row >>> 6] : ~words[row >>> 6];
            word &= -1L << row;
            if (word != 0) {
                return Math.min(limit, (row & -64) + Long.numberOfTrailingZeros(word));
            }
            row = (row | 63) + 1;
        }
        return limit;
    }
}
