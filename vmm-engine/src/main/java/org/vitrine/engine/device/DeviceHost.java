package org.vitrine.engine.device;

import java.lang.System.Logger;
import java.nio.file.Path;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.memory.GuestMemory;

/** What a machine offers to the devices in it. */
public interface DeviceHost {
    GuestMemory memory();

    /** The 65,536 I/O ports. */
    AddressSpace ports();

    /** Memory-mapped I/O: guest-physical addresses that are not memory. */
    AddressSpace mmio();

    VmClock clock();

    MsiTarget msi();

    /** Where writes can ring without leaving the guest. */
    default Doorbells doorbells() {
        return Doorbells.NONE;
    }

    /** A pin that ends at a legacy interrupt line (GSI) of the machine. */
    InterruptPin gsi(int number);

    /**
     * Delivers guest writes that KVM holds back (coalesced MMIO) to their register blocks, on this thread. A device calls it without its
     * lock before it looks at what such writes change.
     */
    default void drainWrites() {}

    /** Where the running VM's sockets live; open to its owner alone. */
    Path runtimeDirectory();

    Logger log();
}
