package org.vitrine.engine.virtio;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A device type behind the virtio transport (Virtual I/O Device 1.2, 5): what it offers, and what it does with the buffers of its queues.
 *
 * <p>Life: made → {@link #attach} → ({@link #start} → {@link #work} … → {@link #stop}) … → {@link #close}. {@code work} is called by one thread, the
 * device's worker, whenever the driver has rung, a watched descriptor became ready or the model asked for it by {@link VirtioBus#wake}; never
 * before {@code start}, after {@code stop}, while the machine is paused, while the driver keeps the device off the bus, or once the device is broken. Between
 * {@link #requestPause} and {@link #resume} nothing of the model may touch guest memory or queues once {@link #awaitPaused} has returned.
 *
 * <p>A driver's reset waits until every chain that was popped has been pushed, so a model pushes all of them in the end, also those that it can do nothing with.
 * Those that are under way at a pause are saved with the queue; a model that lets chains be under way finds them in {@link Virtqueue#chainsUnderWay} when it
 * goes on, and carries them out anew.
 */
public interface VirtioDevice {
    /** Number of the type (5): 1 network, 2 block, 3 console, 4 entropy. */
    int type();

    /** PCI class code, 24 bits: base class, sub-class, programming interface. */
    int classCode();

    /** The type's own feature bits that are offered: 0 to 23 and from 50 on. The transport's are added. */
    long features();

    /** Whether the model can do with this set of its features, of which each was offered. */
    default boolean accepts(long negotiated) {
        return true;
    }

    /** How many queues there are, enabled or not. The same as long as it lives. */
    int queues();

    /** How many entries a queue has unless the driver wants fewer: a power of two, at most 32,768. */
    default int queueSize(int queue) {
        return 256;
    }

    /** The configuration space. Always the same object. */
    VirtioConfig config();

    /** Called once, before anything else. */
    void attach(VirtioBus bus);

    /**
     * The driver is ready (DRIVER_OK), or the machine goes on from a saved state. By the worker, or while paused.
     *
     * @param negotiated feature bits, the transport's among them
     * @param queues by number; null for those that the driver did not enable
     */
    void start(long negotiated, List<@Nullable Virtqueue> queues);

    /**
     * Does what there is to do: takes from the queues and back ends until they are empty or there is no more room. A chain is taken by {@link Virtqueue#pop}, given back by
     * {@link Virtqueue#push}, and shown to the driver by {@link Virtqueue#publish}.
     *
     * @return true to be called again soon: there is more to do, which had to wait for its turn
     */
    boolean work();

    /** The driver has reset the device, or the machine was: forgets queues and all that the driver has set. No chain is under way. Must not block. */
    void stop();

    /** As for a {@code Device}. */
    default void requestPause() {}

    /** As for a {@code Device}. */
    default void awaitPaused() {}

    /**
     * As for a {@code Device}; {@code work} is called afterwards, unless the device is broken. Chains that are under way are carried out anew here: a reset waits for
     * them. If the driver has reset the device there are none any more.
     */
    default void resume() {}

    /** Writes what the driver can tell apart and neither queues nor features say. Names begin with {@code "device."}. */
    default void save(StateWriter out) {}

    /** Reads what {@link #save} wrote; {@link #start} follows if the driver was ready. */
    default void load(StateReader in) throws StateException {}

    /** Lets go of back ends. The worker has ended. Closing twice is harmless. */
    default void close() {}
}
