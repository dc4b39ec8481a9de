package org.vitrine.engine.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A bus: which functions are plugged where. Look-up is lock-free; plugging comes from one thread at a time. */
public final class PciBus {
    /** Devices of a bus, and functions of a device. */
    public static final int DEVICES = 32;

    public static final int FUNCTIONS = 8;

    private final PciUpstream upstream;
    private final int devices;
    private final AtomicReferenceArray<@Nullable PciFunction> functions =
            new AtomicReferenceArray<>(DEVICES * FUNCTIONS);

    /** @param devices how many the bus takes: 32, or 1 behind a PCI Express port */
    PciBus(PciUpstream upstream, int devices) {
        this.upstream = upstream;
        this.devices = devices;
    }

    /**
     * Plugs a function in.
     *
     * @throws IllegalArgumentException if the bus has no such place, it is taken, or the function is plugged already
     */
    public void plug(int device, int function, PciFunction added) {
        PciSlot slot = new PciSlot(device, function);
        if (device >= devices) {
            throw new IllegalArgumentException("The bus has no slot " + slot + ".");
        }
        if (added.slot() != null) {
            throw new IllegalArgumentException(added.id() + " is plugged into slot " + added.slot() + " already.");
        }
        if (!functions.compareAndSet(index(device, function), null, added)) {
            throw new IllegalArgumentException("Slot " + slot + " is taken.");
        }
        added.plugInto(slot, upstream);
        List<PciFunction> present = functionsOf(device);
        if (present.size() > 1) {
            present.forEach(PciFunction::multiFunction);
        }
    }

    /** Takes all functions of a device off the bus, unmapped and silent. @return them */
    List<PciFunction> unplug(int device) {
        List<PciFunction> present = functionsOf(device);
        for (int function = 0; function < FUNCTIONS; function++) {
            functions.set(index(device, function), null);
        }
        present.forEach(PciFunction::unplug);
        return present;
    }

    /** The function at a place, or null. */
    public @Nullable PciFunction at(int device, int function) {
        return functions.get(index(device, function));
    }

    /** The functions of a device, in order. */
    public List<PciFunction> functionsOf(int device) {
        List<PciFunction> present = new ArrayList<>();
        for (int function = 0; function < FUNCTIONS; function++) {
            PciFunction found = at(device, function);
            if (found != null) {
                present.add(found);
            }
        }
        return present;
    }

    void forEach(Consumer<PciFunction> action) {
        for (int i = 0; i < functions.length(); i++) {
            PciFunction function = functions.get(i);
            if (function != null) {
                action.accept(function);
            }
        }
    }

    /** The function that answers on another bus below this one, or null. */
    @Nullable
    PciFunction below(int bus, int device, int function) {
        for (int i = 0; i < functions.length(); i++) {
            if (functions.get(i) instanceof PciBridge bridge && bridge.leadsTo(bus)) {
                return bridge.find(bus, device, function);
            }
        }
        return null;
    }

    private static int index(int device, int function) {
        return device * FUNCTIONS + function;
    }
}
