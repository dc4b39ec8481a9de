package org.vitrine.engine.pci;

import java.util.List;

/**
 * Hears what a guest makes of the device in a slot. Called without a lock, on a vCPU's thread or that of a life-cycle call; must not wait for either.
 */
@FunctionalInterface
public interface SlotListener {
    /** A device is off the bus. @param device all its functions; whoever takes them pauses and closes them */
    void ejected(List<PciFunction> device);

    /** The guest, asked to let go of the device, has decided to keep it. */
    default void kept(List<PciFunction> device) {}
}
