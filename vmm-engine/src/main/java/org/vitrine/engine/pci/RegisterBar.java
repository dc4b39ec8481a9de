package org.vitrine.engine.pci;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.Doorbells;
import org.vitrine.engine.linux.EventFd;

/** A BAR behind which registers are. */
final class RegisterBar extends Bar {
    private record Declared(int offset, EventFd event) {}

    private final DeviceHost host;
    private final RegisterBlock block;
    private final List<Declared> declared = new ArrayList<>();
    private final List<Doorbells.Doorbell> doorbells = new ArrayList<>();
    private AddressSpace.@Nullable Mapping mapping;

    RegisterBar(Shape shape, DeviceHost host, RegisterBlock block) {
        super(shape);
        this.host = host;
        this.block = block;
    }

    /** Declares a doorbell, wherever the BAR is going to be. */
    void doorbell(int offset, EventFd event) {
        declared.add(new Declared(offset, event));
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
        } catch (IllegalArgumentException e) {
            // Another function took the range between the look and the leap.
            return false;
        }
        for (Declared doorbell : declared) {
            doorbells.add(host.doorbells().at(address + doorbell.offset, doorbell.event));
        }
        return true;
    }

    @Override
    void unmap() {
        doorbells.forEach(Doorbells.Doorbell::close);
        doorbells.clear();
        if (mapping != null) {
            mapping.close();
            mapping = null;
        }
    }
}
