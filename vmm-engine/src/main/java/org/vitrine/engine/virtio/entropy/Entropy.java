package org.vitrine.engine.virtio.entropy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;
import org.vitrine.engine.linux.RandomBytes;
import org.vitrine.engine.virtio.VirtioBus;
import org.vitrine.engine.virtio.VirtioConfig;
import org.vitrine.engine.virtio.VirtioDevice;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A source of random numbers (Virtual I/O Device 1.2, 5.4): the host kernel's, {@value #MOST_BYTES} bytes at most in each {@value #PERIOD_MILLIS} ms of VM time, so
 * that a guest that reads without end does not keep a processor of the host busy.
 */
public final class Entropy implements VirtioDevice {
    /** Fills memory with random numbers. */
    @FunctionalInterface
    interface Source {
        void fill(MemorySegment into);
    }

    static final int MOST_BYTES = 64 << 10;
    static final int PERIOD_MILLIS = 100;

    private static final int TYPE = 4;
    /** "Other" of the unclassified devices, as QEMU's has it. */
    private static final int CLASS = 0x00_ff_00;

    private static final long PERIOD_NANOS = PERIOD_MILLIS * 1_000_000L;

    private final VmClock clock;
    private final Source source;
    private final VmClock.Timer refill;
    private final VirtioConfig config = new VirtioConfig(0);
    private @Nullable VirtioBus bus;
    private @Nullable Virtqueue queue;
    /** Bytes that may still be given before the moment in VM time when a new period begins. Only the worker, or while paused. */
    private int left = MOST_BYTES;

    private long periodEnd;

    public Entropy(VmClock clock) {
        this(clock, RandomBytes::fill);
    }

    Entropy(VmClock clock, Source source) {
        this.clock = clock;
        this.source = source;
        refill = clock.timer("virtio-rng", this::wake);
    }

    private void wake() {
        if (bus != null) {
            bus.wake();
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
        return 0;
    }

    @Override
    public int queues() {
        return 1;
    }

    @Override
    public int queueSize(int index) {
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
    public void start(long negotiated, List<@Nullable Virtqueue> queues) {
        queue = queues.getFirst();
    }

    @Override
    public boolean work() {
        Virtqueue requests = queue;
        if (requests == null) {
            return false;
        }
        while (mayGive()) {
            DescriptorChain chain = requests.pop();
            if (chain == null) {
                break;
            }
            requests.push(chain, fill(chain));
        }
        requests.publish();
        return false;
    }

    private boolean mayGive() {
        long now = clock.nanos();
        if (now >= periodEnd) {
            periodEnd = now + PERIOD_NANOS;
            left = MOST_BYTES;
        }
        if (left == 0) {
            refill.arm(periodEnd);
        }
        return left > 0;
    }

    private long fill(DescriptorChain chain) {
        int given = 0;
        for (int i = 0; i < chain.writablePieces() && left > 0; i++) {
            MemorySegment piece = chain.writablePiece(i);
            int here = (int) Math.min(piece.byteSize(), left);
            source.fill(piece.asSlice(0, here));
            left -= here;
            given += here;
        }
        return given;
    }

    @Override
    public void stop() {
        refill.cancel();
        queue = null;
        left = MOST_BYTES;
        periodEnd = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.put("device.left", left);
        out.put("device.periodEnd", periodEnd);
    }

    @Override
    public void load(StateReader in) throws StateException {
        left = in.getInt("device.left", 0, MOST_BYTES);
        periodEnd = in.getLong("device.periodEnd", 0, Math.max(0, clock.nanos()) + PERIOD_NANOS);
    }

    @Override
    public void close() {
        refill.cancel();
    }
}
