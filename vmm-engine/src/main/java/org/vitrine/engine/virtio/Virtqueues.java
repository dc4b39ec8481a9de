package org.vitrine.engine.virtio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.virtio.ring.RingFeatures;
import org.vitrine.engine.virtio.ring.RingOwner;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * The virtqueues of a device (Virtual I/O Device 1.2, 2.6).
 *
 * @param all by number, null for those that the driver did not enable; empty unless the device has started
 */
record Virtqueues(List<@Nullable Virtqueue> all) {
    static final Virtqueues NONE = new Virtqueues(List.of());

    /** As the driver has set them up; null if the memory of one is none, which its owner has been told then. */
    static @Nullable Virtqueues make(CommonConfiguration common, GuestMemory memory, RingOwner owner) {
        long negotiated = common.features();
        RingFeatures features = new RingFeatures(
                (negotiated & VirtioFeature.PACKED_RING) != 0,
                (negotiated & VirtioFeature.INDIRECT_DESCRIPTORS) != 0,
                (negotiated & VirtioFeature.EVENT_INDEX) != 0);
        QueueRegisters[] registers = common.queues();
        List<@Nullable Virtqueue> made = new ArrayList<>();
        for (int i = 0; i < registers.length; i++) {
            Virtqueue queue = null;
            if (registers[i].enabled()) {
                queue = Virtqueue.of(memory, registers[i].layout(i), features, owner);
                if (queue == null) {
                    return null;
                }
            }
            made.add(queue);
        }
        return new Virtqueues(Collections.unmodifiableList(made));
    }

    /** Whether all that was popped has been pushed. */
    boolean isIdle() {
        for (Virtqueue queue : all) {
            if (queue != null && !queue.isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** Gives up what is under way: it will not be pushed. */
    void forgetChains() {
        for (Virtqueue queue : all) {
            if (queue != null) {
                queue.forget();
            }
        }
    }
}
