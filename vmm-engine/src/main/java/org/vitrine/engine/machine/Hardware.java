package org.vitrine.engine.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.snapshot.Sections;

/** A board with all that is on it, as its life cycle sees it. Called on the machine's control thread unless said otherwise. */
interface Hardware extends AutoCloseable {
    VcpuSet vcpus();

    /** Stops everything: after this nothing of the machine runs, and VM time stands still. */
    void pause();

    /** Lets everything run (on). */
    void resume();

    /** Brings everything to its power-on state, ready to {@link #resume}; only while paused. @throws MachineException if what it boots is gone */
    void reset() throws MachineException;

    /** The memory that a snapshot keeps as it is: the RAM, then that of devices. */
    List<MemoryRegion> regions();

    /** The UEFI variables, or null with a BIOS; what is in them only while paused. */
    @Nullable
    Nvram nvram();

    /** Where what is written to the regions can be tracked. Any thread. */
    GuestMemory memory();

    /** All state but the memory; only while paused. */
    Sections saveState();

    /**
     * Replaces the state by a saved one; only while paused.
     *
     * @param restoreMemory puts the saved memory in place, called once all else has been accepted
     * @throws StateException if the state is damaged or not of this hardware; what the machine was before is in place again then
     */
    void loadState(Sections state, Runnable restoreMemory) throws StateException;

    /** Any thread. */
    void pressPowerButton();

    /** Any thread. */
    InputDevices input();

    /** The display adapter, or null without one. */
    @Nullable
    Display display();

    /** The disks and CD-ROM drives. Any thread. */
    Storage storage();

    /** The network interfaces. Any thread. */
    NetworkInterfaces networks();

    /** Ordered teardown: vCPUs, workers, descriptors, memory slots, mappings. */
    @Override
    void close();
}
