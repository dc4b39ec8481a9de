package org.vitrine.engine.pci;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * A PCI function: configuration space, BARs, capabilities and interrupts. A device model extends it, declares its BARs
 * and capabilities in its constructor, and implements the {@code *Function} methods for the rest of its state.
 */
public abstract class PciFunction implements Device {
    private final String id;
    protected final DeviceHost host;

    protected PciFunction(String id, DeviceHost host, PciIdentity identity) {
        this.id = id;
        this.host = host;
    }

    @Override
    public final String id() {
        return id;
    }

    /** Declares a BAR of registers in memory space. @param size a power of two, at least 16 */
    protected final void memoryBar(int index, long size, RegisterBlock block) {
        throw new UnsupportedOperationException();
    }

    /** Declares a BAR behind which a region of memory lies (VRAM): a memory slot while the BAR is enabled. */
    protected final void memoryBar(int index, MemoryRegion region, boolean prefetchable) {
        throw new UnsupportedOperationException();
    }

    /** Declares a BAR of registers in I/O space. @param size a power of two from 4 to 256 */
    protected final void ioBar(int index, int size, RegisterBlock block) {
        throw new UnsupportedOperationException();
    }

    /** Declares the expansion ROM; {@code image.size()} is a power of two. */
    protected final void expansionRom(MemoryRegion image) {
        throw new UnsupportedOperationException();
    }

    /** Adds an MSI capability. @param vectors 1 to 32, a power of two */
    protected final void msiCapability(int vectors) {
        throw new UnsupportedOperationException();
    }

    /** Adds an MSI-X capability whose table and pending bits fill a BAR of their own. @param vectors 1 to 2048 */
    protected final void msixCapability(int bar, int vectors) {
        throw new UnsupportedOperationException();
    }

    /** The function's INTA# as a level; silent while MSI or MSI-X is enabled or Interrupt Disable is set. */
    protected final InterruptPin intx() {
        throw new UnsupportedOperationException();
    }

    /** Whether the guest enabled MSI or MSI-X. */
    protected final boolean messageInterruptsEnabled() {
        throw new UnsupportedOperationException();
    }

    /** Sends an MSI or MSI-X vector, or makes it pending while masked. Any thread. */
    protected final void sendMessage(int vector) {
        throw new UnsupportedOperationException();
    }

    /** Whether the guest lets the function access memory (Bus Master Enable). DMA must not happen otherwise. */
    protected final boolean busMaster() {
        throw new UnsupportedOperationException();
    }

    /** Called after the guest wrote a byte range of configuration space that is the function's own business. */
    protected void configWritten(int offset, int size) {}

    /** Device-specific part of {@link #reset}. */
    protected abstract void resetFunction();

    /** Device-specific part of {@link #save}; {@code begin} was called by neither, so this calls it. */
    protected abstract void saveFunction(StateWriter out);

    /** Device-specific part of {@link #load}. */
    protected abstract void loadFunction(StateReader in) throws StateException;

    @Override
    public final void reset() {
        resetFunction();
    }

    @Override
    public final void save(StateWriter out) {
        saveFunction(out);
    }

    @Override
    public final void load(StateReader in) throws StateException {
        loadFunction(in);
    }
}
