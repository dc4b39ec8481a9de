package org.vitrine.engine.pci;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * A PCI function: configuration space, BARs, capabilities and interrupts (PCI Local Bus 3.0, chapter 6; PCI Express
 * Base 5.0, chapter 7). A device model extends it, declares its BARs and capabilities in its constructor, and implements
 * the {@code *Function} methods for the rest of its state.
 *
 * <p>Configuration space is written by several vCPU threads at once; {@link #configWritten} is called without any lock.
 * {@link #intx} and {@link #sendMessage} may be called under the device's own lock. BARs are mapped while the guest's
 * command register enables their decoding, and only where nothing else is.
 */
public abstract class PciFunction implements Device {
    private static final int STATE_VERSION = 1;
    private static final int MULTI_FUNCTION = 0x80;
    private static final int PIN_INTA = 1;

    protected final DeviceHost host;
    private final String id;
    private final ConfigSpace config = new ConfigSpace();
    private final CapabilityList capabilities = new CapabilityList(config);
    private final BarSet bars = new BarSet(config);
    private final FunctionInterrupts interrupts;
    private final HeaderType header;
    /** Base class and sub-class of a VGA-compatible controller (PCI Code and ID Assignment, 1.4). */
    private static final int VGA_COMPATIBLE = 0x0300;

    private int commandMask = CommandBit.BUS_MASTER.mask
            | CommandBit.PARITY_ERROR_RESPONSE.mask
            | CommandBit.SERR_ENABLE.mask
            | CommandBit.INTERRUPT_DISABLE.mask;
    private @Nullable ExpressCapability endpoint;
    private volatile PciUpstream upstream = PciUpstream.NONE;
    private @Nullable MemoryRegion ownRom;
    private volatile @Nullable PciSlot slot;

    /** The layout of a header's second part. */
    enum HeaderType {
        ENDPOINT(6, PciRegister.EXPANSION_ROM),
        BRIDGE(2, PciRegister.BRIDGE_EXPANSION_ROM);

        final int bars;
        final PciRegister rom;

        HeaderType(int bars, PciRegister rom) {
            this.bars = bars;
            this.rom = rom;
        }
    }

    /**
     * @param id its name within the machine
     * @param host what the machine offers
     * @param identity what it says it is
     */
    protected PciFunction(String id, DeviceHost host, PciIdentity identity) {
        this(id, host, identity, HeaderType.ENDPOINT);
    }

    PciFunction(String id, DeviceHost host, PciIdentity identity, HeaderType header) {
        this.id = id;
        this.host = host;
        this.header = header;
        this.interrupts = new FunctionInterrupts(config, host.msi());
        config.define(PciRegister.VENDOR_ID, identity.vendor());
        config.define(PciRegister.DEVICE_ID, identity.device());
        config.define(PciRegister.REVISION_ID, identity.revision());
        config.define(PciRegister.CLASS_CODE, identity.classCode());
        config.define(PciRegister.HEADER_TYPE, header.ordinal());
        if (identity.classCode() >>> 8 == VGA_COMPATIBLE) {
            // It decodes the legacy VGA addresses, whatever its BARs are.
            commandMask |= CommandBit.IO_SPACE.mask | CommandBit.MEMORY_SPACE.mask;
        }
        config.writable(PciRegister.COMMAND, commandMask);
        config.writable(PciRegister.CACHE_LINE_SIZE, 0xff);
        config.writable(PciRegister.LATENCY_TIMER, 0xff);
        config.writable(PciRegister.INTERRUPT_LINE, 0xff);
        if (header == HeaderType.ENDPOINT) {
            config.define(PciRegister.SUBSYSTEM_VENDOR_ID, identity.subsystemVendor());
            config.define(PciRegister.SUBSYSTEM_ID, identity.subsystem());
        }
    }

    @Override
    public final String id() {
        return id;
    }

    /** Where it is plugged, or null. */
    public final @Nullable PciSlot slot() {
        return slot;
    }

    /** Declares a BAR of registers in 32-bit memory space. @param size a power of two, at least 16 */
    protected final void memoryBar(int index, long size, RegisterBlock block) {
        registers(new Bar.Shape(barOffset(index, false), BarSpace.MEMORY, size, false, false, false), block);
    }

    /** Declares a BAR of registers in 64-bit memory space; it takes {@code index} and the one after it. */
    protected final void memoryBar64(int index, long size, RegisterBlock block, boolean prefetchable) {
        registers(new Bar.Shape(barOffset(index, true), BarSpace.MEMORY, size, true, prefetchable, false), block);
    }

    /** Declares a BAR behind which a region of memory lies (VRAM): a memory slot while the BAR is enabled. */
    protected final void memoryBar(int index, MemoryRegion region, boolean prefetchable) {
        region(
                new Bar.Shape(barOffset(index, false), BarSpace.MEMORY, region.size(), false, prefetchable, false),
                region,
                true);
    }

    /** The same in 64-bit memory space; it takes {@code index} and the one after it. */
    protected final void memoryBar64(int index, MemoryRegion region, boolean prefetchable) {
        region(
                new Bar.Shape(barOffset(index, true), BarSpace.MEMORY, region.size(), true, prefetchable, false),
                region,
                true);
    }

    /** Declares a BAR of registers in I/O space. @param size a power of two from 4 to 256 */
    protected final void ioBar(int index, int size, RegisterBlock block) {
        if (size > 256) {
            throw new IllegalArgumentException("an I/O BAR cannot have " + size + " ports");
        }
        registers(new Bar.Shape(barOffset(index, false), BarSpace.IO, size, false, false, false), block);
    }

    /** Declares the expansion ROM, of an image that is copied (PCI Local Bus 3.0, 6.2.5.2). */
    protected final void expansionRom(byte[] image) {
        int size = Math.max(4096, Integer.highestOneBit(2 * image.length - 1));
        MemoryRegion region = MemoryRegion.anonymous(id + " rom", size);
        region.segment().asSlice(0, image.length).copyFrom(MemorySegment.ofArray(image));
        ownRom = region;
        expansionRom(region);
    }

    /** Declares the expansion ROM; {@code image.size()} is a power of two. */
    protected final void expansionRom(MemoryRegion image) {
        region(new Bar.Shape(header.rom.offset, BarSpace.MEMORY, image.size(), false, false, true), image, false);
    }

    private int barOffset(int index, boolean wide) {
        if (index < 0 || index + (wide ? 1 : 0) >= header.bars) {
            throw new IllegalArgumentException("there is no BAR " + index);
        }
        return PciRegister.BASE_ADDRESS.offset + 4 * index;
    }

    private void registers(Bar.Shape shape, RegisterBlock block) {
        declare(shape, new RegisterBar(shape, host, block));
    }

    private void region(Bar.Shape shape, MemoryRegion region, boolean writable) {
        declare(shape, new RegionBar(shape, host, region, writable));
    }

    private void declare(Bar.Shape shape, Bar bar) {
        shape.declare(config);
        bars.add(bar);
        allowCommand(shape.space() == BarSpace.IO ? CommandBit.IO_SPACE : CommandBit.MEMORY_SPACE);
    }

    /** Lets the guest switch a bit of the command register. */
    final void allowCommand(CommandBit bit) {
        commandMask |= bit.mask;
        config.writable(PciRegister.COMMAND, commandMask);
    }

    /** Adds a capability whose registers are the function's own. @return its offset; byte 2 is the first free one */
    protected final int capability(int capabilityId, int length) {
        return capabilities.add(capabilityId, length);
    }

    /** Adds a capability at a fixed offset, dword-aligned. */
    protected final void capabilityAt(int capabilityId, int offset, int length) {
        capabilities.addAt(capabilityId, offset, length);
    }

    /** Adds an MSI capability. @param vectors 1 to 32, a power of two */
    protected final void msiCapability(int vectors) {
        checkMsi(vectors);
        int offset = capabilities.add(CapabilityId.MSI.id, MsiCapability.LENGTH);
        interrupts.use(new MsiCapability(config, offset, vectors));
    }

    /** Adds an MSI capability at a fixed offset of configuration space, 24 bytes long. */
    protected final void msiCapabilityAt(int offset, int vectors) {
        checkMsi(vectors);
        capabilities.addAt(CapabilityId.MSI.id, offset, MsiCapability.LENGTH);
        interrupts.use(new MsiCapability(config, offset, vectors));
    }

    /**
     * Makes it a PCI Express endpoint with 4 KiB of configuration space: part of the root complex when plugged into bus 0,
     * with a link of its own otherwise.
     */
    protected final void expressCapability() {
        endpoint = declareExpress();
        endpoint.endpoint(true);
    }

    /** Adds a PCI Express capability, whose kind is still to be declared. */
    final ExpressCapability declareExpress() {
        config.extend();
        return new ExpressCapability(config, capabilities.add(CapabilityId.PCI_EXPRESS.id, ExpressRegister.LENGTH));
    }

    private static void checkMsi(int vectors) {
        if (vectors < 1 || vectors > 32 || Integer.bitCount(vectors) != 1) {
            throw new IllegalArgumentException("MSI has no " + vectors + " vectors");
        }
    }

    /** Adds an MSI-X capability whose table and pending bits fill a BAR of their own. @param vectors 1 to 2048 */
    protected final void msixCapability(int bar, int vectors) {
        if (vectors < 1 || vectors > 2048) {
            throw new IllegalArgumentException("MSI-X has no " + vectors + " vectors");
        }
        int offset = capabilities.add(CapabilityId.MSI_X.id, MsixCapability.LENGTH);
        MsixCapability capability = new MsixCapability(config, offset, bar, vectors);
        interrupts.use(capability);
        memoryBar(bar, MsixCapability.barSize(vectors), capability.block(interrupts));
    }

    /** The same, with a path for each vector that is fast as long as its message stays the same: for a function that interrupts often. */
    protected final void msixCapabilityWithLines(int bar, int vectors) {
        msixCapability(bar, vectors);
        interrupts.useLines(vectors);
    }

    /**
     * Makes a write to a register of a BAR that was declared signal a descriptor without leaving the guest, where the host can; elsewhere the write reaches the
     * BAR's block.
     *
     * @param bar its index
     * @param offset bytes from the BAR's start
     */
    protected final void doorbell(int bar, int offset, EventFd event) {
        bars.doorbell(barOffset(bar, false), offset, event);
    }

    /**
     * The function's INTA# as a level; silent while MSI or MSI-X is enabled or Interrupt Disable is set. First asked for
     * in the constructor, since it declares the pin.
     */
    protected final InterruptPin intx() {
        config.define(PciRegister.INTERRUPT_PIN, PIN_INTA);
        return interrupts::setLevel;
    }

    private boolean hasPin() {
        return config.read(PciRegister.INTERRUPT_PIN) != 0;
    }

    /** Whether the guest enabled MSI or MSI-X. */
    protected final boolean messageInterruptsEnabled() {
        return interrupts.messagesEnabled();
    }

    /**
     * Sends an MSI or MSI-X vector, or makes it pending while masked. Does nothing unless the guest enabled one of the
     * two. Any thread.
     */
    protected final void sendMessage(int vector) {
        interrupts.send(vector);
    }

    /** What a model that is no function itself needs of this one. First asked for in the constructor, since it declares the pin. */
    protected final PciLink link() {
        InterruptPin pin = intx();
        return new PciLink() {
            @Override
            public boolean busMaster() {
                return PciFunction.this.busMaster();
            }

            @Override
            public boolean messages() {
                return messageInterruptsEnabled();
            }

            @Override
            public void message(int vector) {
                sendMessage(vector);
            }

            @Override
            public void pin(boolean asserted) {
                pin.set(asserted);
            }
        };
    }

    /** Whether the guest lets the function access memory (Bus Master Enable). DMA must not happen otherwise. */
    protected final boolean busMaster() {
        return CommandBit.BUS_MASTER.in(config.read(PciRegister.COMMAND)) && upstream.busMaster();
    }

    /**
     * Declares registers of the function's own in configuration space.
     *
     * @param size 1 to 4 bytes
     * @param initial value after reset
     * @param writableMask bits that the guest can write
     */
    protected final void configRegister(int offset, int size, int initial, int writableMask) {
        config.define(offset, size, initial);
        config.writable(offset, size, writableMask);
    }

    /** Declares which bits a one that the guest writes clears. */
    protected final void configClearOnOne(int offset, int size, int mask) {
        config.clearable(offset, size, mask);
    }

    /** Declares which bits {@link #setConfig} changes although the guest cannot write them. */
    protected final void configChangedByFunction(int offset, int size, int mask) {
        config.owned(offset, size, mask);
    }

    /** Reads 1 to 4 bytes of configuration space. */
    protected final int config(int offset, int size) {
        return config.read(offset, size);
    }

    /** Changes those bits of configuration space in {@code mask} that are not read-only. */
    protected final void setConfig(int offset, int size, int mask, int value) {
        config.update(offset, size, mask, value);
    }

    /** Called before the guest reads a byte range of configuration space, without any lock, on the vCPU's thread: the last chance to put there what is read. */
    protected void configReading(int offset, int size) {}

    /** Called after the guest wrote a byte range of configuration space, without any lock, on the vCPU's thread. */
    protected void configWritten(int offset, int size) {}

    /**
     * A read by the guest.
     *
     * @param offset 0 to 4095
     * @param size 1, 2 or 4
     * @return the value, zero-extended; all ones beyond the end of the function's space
     */
    public final long readConfig(int offset, int size) {
        configReading(offset, size);
        return config.read(offset, size) & 0xffff_ffffL;
    }

    /**
     * A write by the guest.
     *
     * @param offset 0 to 4095
     * @param size 1, 2 or 4
     */
    public final void writeConfig(int offset, int size, long value) {
        config.write(offset, size, (int) value);
        if (interrupts.concerns(offset, size)) {
            interrupts.refresh();
            interrupts.deliverPending();
        }
        if (bars.concerns(offset, size)) {
            updateMappings();
        }
        configWritten(offset, size);
    }

    private void updateMappings() {
        if (bars.update(upstream)) {
            upstream.addressesReleased();
        }
    }

    /** Tries again to map BARs that were in the way of something. Called without locks. */
    void retryBlocked() {
        if (bars.anyBlocked()) {
            bars.update(upstream);
        }
    }

    final PciUpstream upstream() {
        return upstream;
    }

    /** Maps and unmaps after a bridge above changed. */
    void upstreamChanged() {
        updateMappings();
    }

    /** Makes the function part of a bus. */
    void plugInto(PciSlot newSlot, PciUpstream newUpstream) {
        slot = newSlot;
        upstream = newUpstream;
        if (endpoint != null) {
            endpoint.endpoint(newUpstream.isRoot());
        }
        int pin = config.read(PciRegister.INTERRUPT_PIN);
        InterruptPin wire = pin == 0 ? InterruptPin.UNCONNECTED : newUpstream.intx(newSlot.device(), pin - 1);
        interrupts.connect(wire, newUpstream);
        updateMappings();
    }

    /** Takes the function off its bus, unmapped and silent. */
    final void unplug() {
        bars.release();
        interrupts.connect(InterruptPin.UNCONNECTED, PciUpstream.NONE);
        PciUpstream former = upstream;
        upstream = PciUpstream.NONE;
        slot = null;
        former.addressesReleased();
    }

    /** Says that the device has other functions. */
    final void multiFunction() {
        config.define(PciRegister.HEADER_TYPE, header.ordinal() | MULTI_FUNCTION);
    }

    /** Device-specific part of {@link #reset}; the PCI part is done before it. */
    protected abstract void resetFunction();

    /** Device-specific part of {@link #save}; {@code begin} was called by neither, so this calls it. Names do not begin with {@code "pci."}. */
    protected abstract void saveFunction(StateWriter out);

    /** Device-specific part of {@link #load}; begins with {@code in.begin}, and leaves {@code in.end} to the caller. */
    protected abstract void loadFunction(StateReader in) throws StateException;

    /** Device-specific part of {@link #afterLoad}; BARs and interrupts are in place by then. */
    protected void afterLoadFunction() {}

    /** Device-specific part of {@link #close}. */
    protected void closeFunction() {}

    @Override
    public final void reset() {
        config.reset();
        bars.release();
        interrupts.reset();
        resetFunction();
    }

    @Override
    public final void save(StateWriter out) {
        saveFunction(out);
        ByteBuffer state = ByteBuffer.allocate(Integer.BYTES + config.length());
        out.put("pci", state.putInt(STATE_VERSION).put(config.save()).array());
        if (hasPin()) {
            out.put("pci.intx", interrupts.level());
        }
        MsixCapability msix = interrupts.msix();
        if (msix != null) {
            msix.save(out);
        }
    }

    @Override
    public final void load(StateReader in) throws StateException {
        loadFunction(in);
        byte[] state = in.getBytes("pci", Integer.BYTES + ConfigSpace.EXPRESS);
        int version = state.length < Integer.BYTES ? 0 : ByteBuffer.wrap(state).getInt();
        if (version != STATE_VERSION) {
            throw new StateException("The saved PCI state of " + id + " has version " + version
                    + "; this version of Vitrine reads version " + STATE_VERSION + ".");
        }
        config.load(Arrays.copyOfRange(state, Integer.BYTES, state.length));
        boolean level = hasPin() && in.getBoolean("pci.intx");
        MsixCapability msix = interrupts.msix();
        if (msix != null) {
            msix.load(in);
        }
        in.end();
        bars.release();
        interrupts.setLevel(level);
        interrupts.refresh();
    }

    @Override
    public final void afterLoad() {
        updateMappings();
        interrupts.refresh();
        afterLoadFunction();
    }

    @Override
    public final void close() {
        bars.release();
        closeFunction();
        interrupts.close();
        if (ownRom != null) {
            ownRom.close();
        }
    }
}
