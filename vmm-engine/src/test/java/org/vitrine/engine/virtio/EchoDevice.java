package org.vitrine.engine.virtio;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/** A device with two queues that writes back what it reads, and can be made to hold its buffers. */
public final class EchoDevice implements VirtioDevice {
    static final long FEATURE = 1L << 5;

    final VirtioConfig config = new VirtioConfig(16).put(0, 8, 0x1122_3344_5566_7788L);
    final List<DescriptorChain> held = new ArrayList<>();
    boolean holding;
    boolean failing;
    int starts;
    int stops;
    VirtioBus bus;
    List<@Nullable Virtqueue> queues = List.of();

    @Override
    public int type() {
        return 63;
    }

    @Override
    public int classCode() {
        return 0x00_ff_00;
    }

    @Override
    public long features() {
        return FEATURE;
    }

    @Override
    public int queues() {
        return 2;
    }

    @Override
    public int queueSize(int queue) {
        return 64;
    }

    @Override
    public VirtioConfig config() {
        return config;
    }

    @Override
    public void attach(VirtioBus transport) {
        bus = transport;
    }

    @Override
    public void start(long negotiated, List<@Nullable Virtqueue> enabled) {
        queues = enabled;
        starts++;
    }

    @Override
    public boolean work() {
        if (failing) {
            throw new IllegalStateException("a bug");
        }
        for (Virtqueue queue : queues) {
            DescriptorChain chain;
            while (queue != null && (chain = queue.pop()) != null) {
                if (holding) {
                    held.add(chain);
                } else {
                    echo(queue, chain);
                }
            }
        }
        return false;
    }

    private static void echo(Virtqueue queue, DescriptorChain chain) {
        byte[] content = new byte[(int) Math.min(chain.readableBytes(), 4096)];
        chain.read(0, MemorySegment.ofArray(content));
        queue.push(chain, chain.write(0, MemorySegment.ofArray(content)));
        queue.publish();
    }

    /** Gives back what was held, all of queue 0. */
    void release() {
        held.forEach(chain -> echo(queues.getFirst(), chain));
        held.clear();
    }

    /** What a back end would still have. */
    void takeOver(EchoDevice other) {
        holding = other.holding;
        config.put(0, 8, other.config.get(0, 8)).put(8, 8, other.config.get(8, 8));
    }

    @Override
    public void resume() {
        held.clear();
        if (!queues.isEmpty() && queues.getFirst() != null) {
            held.addAll(queues.getFirst().chainsUnderWay());
        }
    }

    @Override
    public void stop() {
        queues = List.of();
        stops++;
    }
}
