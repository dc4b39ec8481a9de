package org.vitrine.engine.virtio.net;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Headers;

/**
 * Which pair of queues a flow belongs to (Virtual I/O Device 1.2, 5.1.6.5.6.2): that on which the guest sent last. Flows that share a hash share a pair. Only the
 * worker.
 */
final class FlowSteering {
    private static final int BUCKETS = 1024;

    private final byte[] pairs = new byte[BUCKETS];

    /** The guest sent a frame. */
    void sent(FrameBuffer frame, int pair) {
        int bucket = bucket(frame);
        if (bucket >= 0) {
            pairs[bucket] = (byte) pair;
        }
    }

    /** Where a frame for the guest belongs. @param count pairs in use */
    int pairFor(FrameBuffer frame, int count) {
        int bucket = count == 1 ? -1 : bucket(frame);
        int pair = bucket < 0 ? 0 : pairs[bucket];
        return pair < count ? pair : 0;
    }

    /** The same for both directions; -1 for what is no flow. */
    private static int bucket(FrameBuffer frame) {
        @Nullable Headers headers = Headers.of(frame);
        if (headers == null || headers.transport() + 4 > frame.length()) {
            return -1;
        }
        int hash = headers.ipv6() ? addresses(frame, headers.ip() + 8, 8) : addresses(frame, headers.ip() + 12, 2);
        if (headers.protocol() == Headers.TCP || headers.protocol() == Headers.UDP) {
            hash ^= frame.shortAt(headers.transport()) ^ frame.shortAt(headers.transport() + 2);
        }
        hash *= 0x9e37_79b1;
        return hash >>> Integer.SIZE - 10;
    }

    private static int addresses(FrameBuffer frame, int offset, int words) {
        int hash = 0;
        for (int i = 0; i < words; i++) {
            hash ^= frame.intAt(offset + Integer.BYTES * i);
        }
        return hash;
    }

    void clear() {
        java.util.Arrays.fill(pairs, (byte) 0);
    }
}
