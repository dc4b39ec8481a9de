package org.vitrine.engine.pci;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceHost;

/** A BAR behind which registers are. */
final class RegisterBar extends Bar {
    private final DeviceHost host;
    private final RegisterBlock block;
    private AddressSpace.@Nullable Mapping mapping;

    RegisterBar(Shape shape, DeviceHost host, RegisterBlock block) {
        super(shape);
        this.host = host;
        this.block = block;
    }

    @Override
    boolean map(long address) {
        AddressSpace addresses = space == BarSpace.IO ? host.ports() : host.mmio();
        boolean free = addresses.isFree(address, size)
                && (space == BarSpace.IO || host.memory().isFree(address, size));
        if (!free) {
            return false;
        }
        try {
            mapping = addresses.map(address, size, block);
            return true;
        } catch (IllegalArgumentException e) {
            // Another function took the range between the look and the leap.
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
