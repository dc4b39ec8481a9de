package org.vitrine.engine.virtio.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.ReceiveOffload;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * Puts frames into receive queues (Virtual I/O Device 1.2, 5.1.6.3 and 5.1.6.4). A frame for which its queue has too few buffers waits here, and the others stay where
 * they are. Only the worker.
 */
final class NetReceiver {
    private static final int BURST = 64;

    private final Cable cable;
    private final FlowSteering steering;
    private final ReceiveRules rules;
    private final FrameBuffer frame = new FrameBuffer();
    private final List<DescriptorChain> chains = new ArrayList<>();
    private ReceiveOffload offload = ReceiveOffload.NONE;
    private boolean waiting;
    /** Whether so many frames were not for the guest that others are to have their turn first. */
    private boolean passedOver;

    NetReceiver(Cable cable, FlowSteering steering, ReceiveRules rules) {
        this.cable = cable;
        this.steering = steering;
        this.rules = rules;
    }

    /** What became of a frame. */
    private enum Fate {
        GIVEN,
        LOST,
        WAITS
    }

    /** @return whether there may be more */
    boolean work(IntFunction<@Nullable Virtqueue> queues, int pairs, MacAddress own, long features) {
        int done = 0;
        int used = 0;
        passedOver = false;
        while (done < BURST && (waiting || next(own))) {
            int pair = steering.pairFor(frame, pairs);
            Virtqueue queue = queues.apply(2 * pair);
            Fate fate = queue == null ? Fate.LOST : give(queue, (features & NetFeature.MRG_RXBUF) != 0);
            if (fate == Fate.WAITS) {
                break;
            }
            waiting = false;
            used |= fate == Fate.GIVEN ? 1 << pair : 0;
            done++;
        }
        for (int pair = 0; pair < pairs; pair++) {
            Virtqueue queue = (used >>> pair & 1) == 0 ? null : queues.apply(2 * pair);
            if (queue != null) {
                queue.publish();
            }
        }
        return done == BURST || passedOver;
    }

    /** Says what frames may ask for. */
    void receives(ReceiveOffload newOffload) {
        offload = newOffload;
    }

    /** Takes the next frame that is for the guest. One that asks for more than it may waited already when that changed, and is lost. */
    private boolean next(MacAddress own) {
        for (int i = 0; i < BURST; i++) {
            if (!cable.receive(frame)) {
                return false;
            }
            if (frame.length() >= FrameBuffer.MIN_FRAME && offload.covers(frame) && rules.accepts(frame, own)) {
                waiting = true;
                return true;
            }
        }
        passedOver = true;
        return false;
    }

    private Fate give(Virtqueue queue, boolean mergeable) {
        long needed = FrameBuffer.HEADER + (long) frame.length();
        long room = 0;
        chains.clear();
        while (room < needed) {
            DescriptorChain chain = queue.pop();
            if (chain == null) {
                putBack(queue);
                return Fate.WAITS;
            }
            chains.add(chain);
            room += chain.writableBytes();
            boolean tooMany = chains.size() >= queue.size();
            if (room < needed && (!mergeable || tooMany)) {
                // No buffer is going to be longer, so waiting would be for ever.
                putBack(queue);
                return Fate.LOST;
            }
        }
        fill(queue, needed);
        return Fate.GIVEN;
    }

    private void putBack(Virtqueue queue) {
        for (int i = chains.size() - 1; i >= 0; i--) {
            queue.undo(chains.get(i));
        }
        chains.clear();
    }

    private void fill(Virtqueue queue, long length) {
        if (!offload.checksums()) {
            frame.done();
        }
        frame.buffers(chains.size());
        long done = 0;
        for (DescriptorChain chain : chains) {
            long here = Math.min(length - done, chain.writableBytes());
            chain.write(0, frame.memory().asSlice(done, here));
            queue.push(chain, here);
            done += here;
        }
        chains.clear();
    }

    /** The frame that waits is lost. */
    void forget() {
        waiting = false;
    }
}
