package org.vitrine.engine.virtio.net;

import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/** Takes frames from a transmit queue (Virtual I/O Device 1.2, 5.1.6.2) while the back end has room. Only the worker. */
final class NetSender {
    /** Frames that are sent before it is the next queue's turn. */
    private static final int BURST = 64;

    private final Cable cable;
    private final FlowSteering steering;
    private final FrameBuffer frame = new FrameBuffer();

    NetSender(Cable cable, FlowSteering steering) {
        this.cable = cable;
        this.steering = steering;
    }

    /** @return whether there is more for which there is room */
    boolean work(Virtqueue queue, int pair, long features) {
        int done = 0;
        while (done < BURST && cable.hasRoom()) {
            DescriptorChain chain = queue.pop();
            if (chain == null) {
                break;
            }
            if (read(chain) && isSound(features)) {
                steering.sent(frame, pair);
                cable.send(frame);
            }
            queue.push(chain, 0);
            done++;
        }
        queue.publish();
        return done == BURST;
    }

    private boolean read(DescriptorChain chain) {
        long length = chain.readableBytes() - FrameBuffer.HEADER;
        if (length < FrameBuffer.MIN_FRAME || length > FrameBuffer.MAX_FRAME) {
            return false;
        }
        frame.length((int) length);
        chain.read(0, frame.memory().asSlice(0, FrameBuffer.HEADER + length));
        return true;
    }

    /** Whether the header asks for what was negotiated alone. */
    private boolean isSound(long features) {
        int type = frame.gsoType() & ~FrameBuffer.GSO_ECN;
        boolean checksum = (frame.flags() & FrameBuffer.NEEDS_CHECKSUM) != 0;
        long needed = switch (type) {
            case FrameBuffer.GSO_NONE -> 0;
            case FrameBuffer.GSO_TCP4 -> NetFeature.HOST_TSO4;
            case FrameBuffer.GSO_TCP6 -> NetFeature.HOST_TSO6;
            default -> -1;
        };
        if (needed == -1 || (features & needed) != needed || (type != FrameBuffer.GSO_NONE && !checksum)) {
            return false;
        }
        return !checksum
                || ((features & NetFeature.CSUM) != 0
                        && frame.checksumStart() + frame.checksumOffset() + 2 <= frame.length());
    }
}
