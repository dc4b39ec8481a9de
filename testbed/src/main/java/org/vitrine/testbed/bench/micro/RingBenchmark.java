package org.vitrine.testbed.bench.micro;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.virtio.ring.RingFeatures;
import org.vitrine.engine.virtio.ring.RingLayout;
import org.vitrine.engine.virtio.ring.RingOwner;
import org.vitrine.engine.virtio.ring.Virtqueue;

/** A buffer through a virtqueue and back: the driver makes it available, the device pops, pushes and publishes it. The driver's few writes are counted too. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
    private static final int SIZE = 256;
    private static final int LENGTH = 1500;
    private static final RingLayout LAYOUT = new RingLayout(0, SIZE, 0x1000, 0x4000, 0x8000);
    private static final long BUFFER = 0x1_0000;
    /** Flags of a packed descriptor (Virtual I/O Device 1.2, 2.8.1). */
    private static final int AVAILABLE = 1 << 7;

    private static final int USED = 1 << 15;

    private static final RingOwner OWNER = new RingOwner() {
        @Override
        public void used(int queue) {}

        @Override
        public void idle() {}

        @Override
        public void broken(String why) {
            throw new IllegalStateException(why);
        }
    };

    /** The form of the ring. */
    @Param({"split", "packed"})
    public String form = "split";

    private final GuestMemory memory = new GuestMemory(GuestMemory.WITHOUT_KVM);
    private final MemoryRegion ram = MemoryRegion.anonymous("ram", 1 << 20);
    private @Nullable Virtqueue queue;
    private boolean packed;
    private int next;

    @Setup
    public void make() {
        packed = form.equals("packed");
        memory.map(ram, 0);
        if (!packed) {
            for (int i = 0; i < SIZE; i++) {
                memory.writeLong(LAYOUT.descriptors() + 16L * i, BUFFER);
                memory.writeInt(LAYOUT.descriptors() + 16L * i + 8, LENGTH);
            }
        }
        queue = Virtqueue.of(memory, LAYOUT, new RingFeatures(packed, false, false), OWNER);
    }

    @TearDown
    public void close() {
        ram.close();
    }

    @Benchmark
    public int buffer() {
        if (packed) {
            offerPacked();
        } else {
            offerSplit();
        }
        Virtqueue there = Objects.requireNonNull(queue);
        var chain = Objects.requireNonNull(there.pop());
        there.push(chain, 0);
        there.publish();
        return next;
    }

    private void offerSplit() {
        memory.writeShort(LAYOUT.driver() + 4 + 2L * (next % SIZE), next % SIZE);
        next = next + 1 & 0xffff;
        memory.writeShort(LAYOUT.driver() + 2, next);
    }

    private void offerPacked() {
        long at = LAYOUT.descriptors() + 16L * (next % SIZE);
        memory.writeLong(at, BUFFER);
        memory.writeInt(at + 8, LENGTH);
        memory.writeShort(at + 12, next % SIZE);
        memory.writeShort(at + 14, next / SIZE % 2 == 0 ? AVAILABLE : USED);
        next = next + 1 & 0xffff;
    }
}
