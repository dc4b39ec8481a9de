package org.vitrine.engine.virtio.block;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.virtio.VirtioBus;
import org.vitrine.engine.virtio.VirtioConfig;
import org.vitrine.engine.virtio.VirtioDevice;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A disk (Virtual I/O Device 1.2, 5.2): several queues of requests, each of which the disk's own threads complete in any order. As many are under way as the queues hold.
 *
 * <p>A request that the disk has not completed when the machine is paused is asked for anew when it goes on, here or from a saved state.
 */
public final class BlockDevice implements VirtioDevice {
    private static final int TYPE = 2;
    /** Mass storage, SCSI: what QEMU's says it is, and what drivers have been tried with. */
    private static final int CLASS = 0x01_00_00;

    private static final int QUEUE_SIZE = 256;
    /** A request's header and status take a descriptor each. */
    private static final int SEGMENTS = QUEUE_SIZE - 2;

    private static final int MOST_QUEUES = 8;

    private final DiskBackend disk;
    private final int queueCount;
    private final Requests requests;
    private final BlockConfig config;
    private @Nullable VirtioBus bus;
    private List<@Nullable Virtqueue> queues = List.of();
    private long features;

    /**
     * Makes it, with a queue for each vCPU up to {@value #MOST_QUEUES}.
     *
     * @param disk stays the caller's to close
     * @param serial of which a guest sees 20 ASCII characters
     */
    public BlockDevice(DiskBackend disk, String serial, int cpus) {
        this.disk = disk;
        queueCount = Math.clamp(cpus, 1, MOST_QUEUES);
        requests = new Requests(disk, serial);
        config = new BlockConfig(disk, queueCount, SEGMENTS);
    }

    /** The disk has grown: tells the guest. While paused. */
    public void sizeChanged() {
        config.updateCapacity();
        if (bus != null) {
            bus.configChanged();
        }
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int classCode() {
        return CLASS;
    }

    @Override
    public long features() {
        long offered = BlockFeature.SEG_MAX
                | BlockFeature.BLOCK_SIZE
                | BlockFeature.FLUSH
                | BlockFeature.CONFIG_WRITE_CACHE
                | BlockFeature.MULTI_QUEUE;
        if (disk.isReadOnly()) {
            return offered | BlockFeature.READ_ONLY;
        }
        return offered | BlockFeature.WRITE_ZEROES | (disk.takesDiscards() ? BlockFeature.DISCARD : 0);
    }

    @Override
    public int queues() {
        return queueCount;
    }

    @Override
    public int queueSize(int queue) {
        return QUEUE_SIZE;
    }

    @Override
    public VirtioConfig config() {
        return config.space();
    }

    @Override
    public void attach(VirtioBus transport) {
        bus = transport;
    }

    @Override
    public void start(long negotiated, List<@Nullable Virtqueue> enabled) {
        features = negotiated;
        queues = enabled;
    }

    @Override
    public boolean work() {
        for (int i = 0; i < queues.size(); i++) {
            Virtqueue queue = queues.get(i);
            if (queue != null) {
                takeAll(queue);
            }
        }
        return false;
    }

    private void askAnew() {
        for (Virtqueue queue : queues) {
            if (queue != null) {
                queue.chainsUnderWay().forEach(chain -> start(queue, chain));
            }
        }
    }

    private void takeAll(Virtqueue queue) {
        DescriptorChain chain = queue.pop();
        while (chain != null) {
            start(queue, chain);
            chain = queue.pop();
        }
    }

    private void start(Virtqueue queue, DescriptorChain chain) {
        if (!Requests.isWhole(chain)) {
            queue.push(chain, 0);
            queue.publish();
            if (bus != null) {
                bus.broken("queue " + queue.index() + ": a request has no header or no status");
            }
            return;
        }
        try {
            requests.start(chain, durable(), failure -> end(queue, chain, RequestStatus.of(failure)));
        } catch (RefusedException e) {
            end(queue, chain, e.status());
        }
    }

    /** Without a flush to ask for, or with the cache switched off, each write is on the medium when it completes (5.2.6.2). */
    private boolean durable() {
        boolean cached = (features & BlockFeature.CONFIG_WRITE_CACHE) != 0
                ? config.writeCache()
                : (features & BlockFeature.FLUSH) != 0;
        return !cached;
    }

    private static void end(Virtqueue queue, DescriptorChain chain, RequestStatus status) {
        long bytes = chain.writableBytes();
        chain.writeByte(bytes - Requests.STATUS_BYTES, status.ordinal());
        queue.push(chain, bytes);
        queue.publish();
    }

    @Override
    public void stop() {
        queues = List.of();
        features = 0;
        config.reset();
    }

    @Override
    public void requestPause() {
        disk.requestPause();
    }

    @Override
    public void awaitPaused() {
        disk.awaitPaused();
    }

    @Override
    public void resume() {
        disk.resume();
        // What the disk had not completed it has forgotten. Also a device that needs a reset asks, since the reset
        // waits for an answer.
        askAnew();
    }

    @Override
    public void save(StateWriter out) {
        out.put("device.writeCache", config.writeCache());
    }

    @Override
    public void load(StateReader in) throws StateException {
        config.setWriteCache(in.getBoolean("device.writeCache"));
    }
}
