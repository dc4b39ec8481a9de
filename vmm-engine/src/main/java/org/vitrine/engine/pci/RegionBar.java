package org.vitrine.engine.pci;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/** A BAR behind which memory is: VRAM, or an expansion ROM. */
final class RegionBar extends Bar {
    private final DeviceHost host;
    private final MemoryRegion region;
    private final boolean writable;
    private GuestMemory.@Nullable Mapping mapping;

    RegionBar(Shape shape, DeviceHost host, MemoryRegion region, boolean writable) {
        super(shape);
        this.host = host;
        this.region = region;
        this.writable = writable;
    }

    @Override
    boolean map(long address) {
        if (!host.memory().isFree(address, size) || !host.mmio().isFree(address, size)) {
            return false;
        }
        try {
            mapping = host.memory().map(region, 0, address, size, writable);
            return true;
        } catch (IllegalArgumentException | LinuxException e) {
            // Taken meanwhile, or a place that KVM keeps for itself, such as the local APIC's page.
            return false;
        }
    }

    @Override
    void unmap() {
        if (mapping != null) {
            mapping.close();
            mapping = null;
        }
    }
}
