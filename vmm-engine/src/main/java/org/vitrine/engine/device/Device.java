package org.vitrine.engine.device;

import java.util.List;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * A piece of guest hardware.
 *
 * <p>Life cycle: constructed (in power-on state, threads not started) → {@link #resume} → … →
 * {@link #requestPause} → {@link #awaitPaused} → {@link #save}, {@link #load}, {@link #reset} or {@link #resume} again
 * → {@link #close}. Life-cycle calls come from one thread at a time; register accesses come from vCPU threads
 * between {@code resume} and {@code awaitPaused}, when a device must expect them on several threads at once. A {@code reset}
 * caused by the guest comes while all vCPUs and devices are paused.
 *
 * <p>A device has its own lock and never calls another device while it holds it; an {@link InterruptPin} may be
 * driven under the lock, since it is a leaf.
 */
public interface Device extends AutoCloseable {
    /** Its name in snapshots and in QMP: stable, unique within the machine, such as {@code "rtc"} or {@code "ahci0"}. */
    String id();

    /** Returns to the power-on state: all registers at reset values, pins deasserted, timers disarmed. */
    void reset();

    /** Begins to quiesce. Returns at once; all devices are asked before the first is awaited. */
    default void requestPause() {}

    /** Waits until no thread of the device touches guest memory or raises an interrupt. */
    default void awaitPaused() {}

    /** Lets the device's own threads run (again). */
    default void resume() {}

    /** Writes every register that the guest can tell apart. Only while paused. */
    void save(StateWriter out);

    /** Memory of its own that the guest writes to, such as VRAM: a snapshot keeps it beside the RAM, under the region's name. */
    default List<MemoryRegion> regions() {
        return List.of();
    }

    /**
     * Replaces the state by a saved one. Only while paused.
     *
     * @throws StateException if a value is outside its range or of a version that cannot be read: a snapshot is hostile input
     */
    void load(StateReader in) throws StateException;

    /** Re-establishes what follows from the state outside the device (routes, BAR mappings, pins), once all devices are loaded. */
    default void afterLoad() {}

    /** Releases threads, descriptors and mappings. The vCPUs are gone by then. Closing twice is harmless. */
    @Override
    default void close() {}
}
