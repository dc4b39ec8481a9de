package org.vitrine.engine.image.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Ranges of a disk with which the same is done, one after the other, until one fails. Empty ones are passed over. One thread sets them; whoever completes goes on. */
public final class RangeSequence implements BlockQueue.Completion {
    /** What is done with a range, in bytes. */
    @FunctionalInterface
    public interface Action {
        void begin(long position, long length, BlockQueue.Completion done);
    }

    private final Action action;
    private final long[] positions;
    private final long[] lengths;
    private BlockQueue.@Nullable Completion done;
    private int next;

    /** @param count of ranges, each to be {@linkplain #set set} before the start */
    public RangeSequence(int count, Action action) {
        this.action = action;
        positions = new long[count];
        lengths = new long[count];
    }

    public void set(int index, long position, long length) {
        positions[index] = position;
        lengths[index] = length;
    }

    /** @param whenDone hears once, after the last range or the first failure */
    public void start(BlockQueue.Completion whenDone) {
        done = whenDone;
        completed(null);
    }

    @Override
    public void completed(@Nullable IOException failure) {
        while (next < lengths.length && lengths[next] == 0) {
            next++;
        }
        BlockQueue.Completion whenDone = done;
        if (failure == null && next < lengths.length) {
            int now = next++;
            action.begin(positions[now], lengths[now], this);
        } else if (whenDone != null) {
            whenDone.completed(failure);
        }
    }
}
