package org.vitrine.engine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.virtio.ring.PackedDriver;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingLayout;
import org.vitrine.engine.virtio.ring.SplitDriver;

/** What an operating system's virtio driver does, all through registers and RAM (Virtual I/O Device 1.2, 3.1 and 4.1). The host has at least 1 MiB of RAM. */
public final class GuestDriver {
    public static final long BAR = 0xe000_0000L;
    public static final long VECTORS = 0xe010_0000L;
    public static final long NOTIFY = BAR + 0x3000;
    public static final long CONFIG = BAR + 0x2000;
    public static final long ISR = BAR + 0x1000;

    public static final int ACKNOWLEDGE = 1;
    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;

    public static final long VERSION_1 = 1L << 32;
    public static final long PACKED = 1L << 34;
    public static final long INDIRECT = 1L << 28;
    public static final long EVENT_INDEX = 1L << 29;

    /** Queue n has its parts at {@code QUEUES + n * 0x4000}. */
    public static final long QUEUES = 0x1_0000;

    public final TestHost host;
    public final PciFunction function;
    private long features;

    /** Puts the BARs in their places, and lets the device reach memory. */
    public GuestDriver(TestHost host, PciFunction function) {
        this.host = host;
        this.function = function;
        function.writeConfig(0x14, 4, VECTORS);
        function.writeConfig(0x20, 4, BAR);
        function.writeConfig(0x04, 2, 0x6);
    }

    public long read(int register, int size) {
        return host.load(BAR + register, size);
    }

    public void write(int register, int size, long value) {
        host.store(BAR + register, size, value);
    }

    public int status() {
        return (int) read(0x14, 1);
    }

    public void setStatus(int bits) {
        write(0x14, 1, bits);
    }

    public void reset() {
        setStatus(0);
    }

    /** All features that the device offers. */
    public long offered() {
        write(0x00, 4, 0);
        long low = read(0x04, 4);
        write(0x00, 4, 1);
        return low | read(0x04, 4) << 32;
    }

    /** Resets, and negotiates. @return whether the device agrees */
    public boolean negotiate(long wanted) {
        reset();
        assertThat(status()).isZero();
        setStatus(ACKNOWLEDGE);
        setStatus(ACKNOWLEDGE | DRIVER);
        write(0x08, 4, 0);
        write(0x0c, 4, wanted & 0xffff_ffffL);
        write(0x08, 4, 1);
        write(0x0c, 4, wanted >>> 32);
        setStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
        features = wanted;
        return (status() & FEATURES_OK) != 0;
    }

    /** Where queue n goes. */
    public static RingLayout layout(int queue, int size) {
        long base = QUEUES + 0x4000L * queue;
        return new RingLayout(queue, size, base, base + 0x2000, base + 0x3000);
    }

    /** Sets a queue up, with a vector of its own number + 1. */
    public RingDriver enableQueue(int queue, int size) {
        RingLayout layout = layout(queue, size);
        host.memory().write(layout.descriptors(), new byte[0x4000]);
        write(0x16, 2, queue);
        write(0x18, 2, size);
        write(0x1a, 2, queue + 1);
        write(0x20, 4, layout.descriptors());
        write(0x24, 4, 0);
        write(0x28, 8, layout.driver());
        write(0x30, 8, layout.device());
        write(0x1c, 2, 1);
        boolean events = (features & EVENT_INDEX) != 0;
        return (features & PACKED) != 0
                ? new PackedDriver(host.memory(), layout, events)
                : new SplitDriver(host.memory(), layout, events);
    }

    public void ready() {
        setStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
    }

    /** Negotiates, sets up so many queues of this size, and is ready. */
    public List<RingDriver> start(long wanted, int queues, int size) {
        assertThat(negotiate(wanted)).as("features accepted").isTrue();
        List<RingDriver> rings = java.util.stream.IntStream.range(0, queues)
                .mapToObj(queue -> enableQueue(queue, size))
                .toList();
        ready();
        return rings;
    }

    public void ring(int queue) {
        host.store(NOTIFY + 4L * queue, 2, queue);
    }

    /** Shows what was offered, and rings if the device wants that. */
    public void submit(int queue, RingDriver ring) {
        if (ring.show()) {
            ring(queue);
        }
    }

    /** Enables MSI-X, with vector n sending the message n to an address of its own. */
    public void enableMessages(int vectors) {
        for (int vector = 0; vector < vectors; vector++) {
            host.store(VECTORS + 16L * vector, 4, 0xfee0_0000L);
            host.store(VECTORS + 16L * vector + 8, 4, 0x40 + vector);
            host.store(VECTORS + 16L * vector + 12, 4, 0);
        }
        write(0x10, 2, 0);
        int capability = find(0x11);
        function.writeConfig(capability + 2, 2, 0x8000);
    }

    /** Where the first capability of a kind is. */
    public int find(int id) {
        int at = (int) function.readConfig(0x34, 1);
        while (at != 0 && function.readConfig(at, 1) != id) {
            at = (int) function.readConfig(at + 1, 1);
        }
        return at;
    }
}
