package org.vitrine.engine.pci;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;

/**
 * A PCI-to-PCI bridge (PCI-to-PCI Bridge 1.2): a function with a bus behind it, bus numbers, and windows of addresses
 * that it passes on.
 */
abstract class PciBridge extends PciFunction {
    private static final int PINS = 4;
    /** A base above its limit passes nothing on. */
    private static final int CLOSED = 0xfff0;

    private static final int PREFETCHABLE_64_BIT = 0x01;
    private static final int CONTROL_WRITABLE = 0x0fff & ~0x0400;

    private final PciUpstream behind;
    private final PciBus secondary;

    /** @param devices how many the bus behind takes */
    @SuppressWarnings("this-escape")
    PciBridge(String id, DeviceHost host, PciIdentity identity, int devices) {
        super(id, host, identity, HeaderType.BRIDGE);
        behind = new Behind();
        secondary = new PciBus(behind, devices);
        allowCommand(CommandBit.IO_SPACE);
        allowCommand(CommandBit.MEMORY_SPACE);
        register(PciRegister.PRIMARY_BUS, 0, 0xff);
        register(PciRegister.SECONDARY_BUS, 0, 0xff);
        register(PciRegister.SUBORDINATE_BUS, 0, 0xff);
        register(PciRegister.IO_BASE, CLOSED, 0xf0);
        register(PciRegister.IO_LIMIT, 0, 0xf0);
        register(PciRegister.MEMORY_BASE, CLOSED, 0xfff0);
        register(PciRegister.MEMORY_LIMIT, 0, 0xfff0);
        register(PciRegister.PREFETCHABLE_BASE, CLOSED | PREFETCHABLE_64_BIT, 0xfff0);
        register(PciRegister.PREFETCHABLE_LIMIT, PREFETCHABLE_64_BIT, 0xfff0);
        register(PciRegister.PREFETCHABLE_BASE_UPPER, 0, ~0);
        register(PciRegister.PREFETCHABLE_LIMIT_UPPER, 0, ~0);
        register(PciRegister.BRIDGE_CONTROL, 0, CONTROL_WRITABLE);
    }

    private void register(PciRegister register, int initial, int mask) {
        configRegister(register.offset, register.size, initial, mask);
    }

    /** What the functions behind the bridge see. */
    private final class Behind implements PciUpstream {
        @Override
        public InterruptPin intx(int device, int pin) {
            PciSlot slot = slot();
            return slot == null ? InterruptPin.UNCONNECTED : upstream().intx(slot.device(), (pin + device) % PINS);
        }

        @Override
        public boolean forwards(Bar bar, long address) {
            if (!linkUp()) {
                return false;
            }
            long last = address + bar.size - 1;
            int command = config(PciRegister.COMMAND.offset, PciRegister.COMMAND.size);
            if (bar.space == BarSpace.IO) {
                return CommandBit.IO_SPACE.in(command)
                        && within(address, last, ioBase(), ioLimit())
                        && upstream().forwards(bar, address);
            }
            return CommandBit.MEMORY_SPACE.in(command)
                    && (within(address, last, memoryBase(), memoryLimit())
                            || within(address, last, prefetchableBase(), prefetchableLimit()))
                    && upstream().forwards(bar, address);
        }

        @Override
        public boolean isRoot() {
            return false;
        }

        @Override
        public boolean busMaster() {
            return PciBridge.this.busMaster();
        }

        @Override
        public void addressesReleased() {
            upstream().addressesReleased();
        }
    }

    private static boolean within(long first, long last, long base, long limit) {
        return Long.compareUnsigned(base, first) <= 0
                && Long.compareUnsigned(first, last) <= 0
                && Long.compareUnsigned(last, limit) <= 0;
    }

    private long get(PciRegister register) {
        return config(register.offset, register.size) & 0xffff_ffffL;
    }

    private long ioBase() {
        return (get(PciRegister.IO_BASE) & 0xf0) << 8;
    }

    private long ioLimit() {
        return (get(PciRegister.IO_LIMIT) & 0xf0) << 8 | 0xfff;
    }

    private long memoryBase() {
        return (get(PciRegister.MEMORY_BASE) & 0xfff0) << 16;
    }

    private long memoryLimit() {
        return (get(PciRegister.MEMORY_LIMIT) & 0xfff0) << 16 | 0xf_ffff;
    }

    private long prefetchableBase() {
        return (get(PciRegister.PREFETCHABLE_BASE) & 0xfff0) << 16 | get(PciRegister.PREFETCHABLE_BASE_UPPER) << 32;
    }

    private long prefetchableLimit() {
        return (get(PciRegister.PREFETCHABLE_LIMIT) & 0xfff0) << 16
                | 0xf_ffff
                | get(PciRegister.PREFETCHABLE_LIMIT_UPPER) << 32;
    }

    /** The bus behind the bridge. */
    public final PciBus secondaryBus() {
        return secondary;
    }

    /** Whether the bus behind can be reached at all. */
    boolean linkUp() {
        return true;
    }

    /** Wires what is behind the bridge as well. */
    @Override
    void plugInto(PciSlot newSlot, PciUpstream newUpstream) {
        super.plugInto(newSlot, newUpstream);
        secondary.forEach(function -> {
            PciSlot its = function.slot();
            if (its != null) {
                function.plugInto(its, behind);
            }
        });
    }

    /** Whether the guest gave the bridge this bus number to pass on. */
    final boolean leadsTo(int bus) {
        long first = get(PciRegister.SECONDARY_BUS);
        return first != 0 && first <= bus && bus <= get(PciRegister.SUBORDINATE_BUS);
    }

    /** The function that answers on a bus that this bridge {@linkplain #leadsTo leads to}, or null. */
    @Nullable
    PciFunction find(int bus, int device, int function) {
        if (!linkUp()) {
            return null;
        }
        return bus == get(PciRegister.SECONDARY_BUS)
                ? secondary.at(device, function)
                : secondary.below(bus, device, function);
    }

    /** Tries again to map what was in the way of something, here and below. */
    @Override
    void retryBlocked() {
        super.retryBlocked();
        secondary.forEach(PciFunction::retryBlocked);
    }

    /** Maps and unmaps after a bridge above changed, here and below. */
    @Override
    void upstreamChanged() {
        super.upstreamChanged();
        secondary.forEach(PciFunction::upstreamChanged);
    }

    @Override
    protected void configWritten(int offset, int size) {
        boolean windows = PciRegister.COMMAND.touchedBy(offset, size)
                || (offset < PciRegister.BRIDGE_EXPANSION_ROM.offset && PciRegister.IO_BASE.offset < offset + size);
        if (windows) {
            secondary.forEach(PciFunction::upstreamChanged);
        }
    }
}
