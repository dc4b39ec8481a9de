package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.nio.file.Path;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.Doorbells;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.MsiTarget;
import org.vitrine.engine.device.VmClock;
import org.vitrine.engine.memory.GuestMemory;

/** What a machine offers to its devices. */
record MachineHost(
        GuestMemory memory,
        AddressSpace ports,
        AddressSpace mmio,
        VmClock clock,
        MsiTarget msi,
        Doorbells doorbells,
        GsiLines lines,
        Runnable coalescedWrites,
        Path runtimeDirectory,
        Logger log)
        implements DeviceHost {
    @Override
    public InterruptPin gsi(int number) {
        return lines.pin(number);
    }

    @Override
    public void drainWrites() {
        coalescedWrites.run();
    }
}
