package org.vitrine.engine.virtio;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.EventLoop;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;

/**
 * A virtio device as a PCI function (Virtual I/O Device 1.2, 4.1), without the legacy interface: all structures in BAR 4, MSI-X in BAR 1 with a vector for each queue
 * and one more, or INTA#. Where the host can, a doorbell wakes the worker without leaving the guest.
 */
public final class VirtioPci extends PciFunction {
    private static final String KIND = "virtio-pci";
    private static final int VERSION = 1;

    private static final int VENDOR = 0x1af4;
    private static final int FIRST_DEVICE = 0x1040;
    private static final int REVISION = 1;

    private static final int VECTORS_BAR = 1;
    private static final int BAR = 4;
    private static final int BAR_BYTES = 0x4000;

    /** A structure's page in the BAR, and its cfg_type (4.1.4). */
    private enum Structure {
        COMMON(1, 0x0000),
        NOTIFY(2, 0x3000),
        ISR(3, 0x1000),
        DEVICE(4, 0x2000);

        final int type;
        final int offset;

        Structure(int type, int offset) {
            this.type = type;
            this.offset = offset;
        }
    }

    private static final int PAGE = 0x1000;
    private static final int PCI_ACCESS = 5;
    private static final int VENDOR_SPECIFIC = 0x09;
    private static final int CAPABILITY_BYTES = 16;
    private static final int LONG_CAPABILITY_BYTES = 20;
    private static final int NOTIFY_MULTIPLIER = 4;

    private final VirtioDevice device;
    private final Transport transport;
    private final RegisterMap<CommonRegister> common;
    private final RegisterBlock configuration;
    private final RegisterBlock structures = new Structures();
    /** Where in configuration space the window on the BAR is (4.1.4.9). */
    private final int access;

    /**
     * Makes a device in power-on state.
     *
     * @param device what it is; belongs to this function from now on
     */
    public VirtioPci(String id, DeviceHost host, VirtioDevice device) {
        this(id, host, device, step -> new EventLoop(id, step));
    }

    /** @param rom an option ROM, which is copied; null for none */
    public VirtioPci(String id, DeviceHost host, VirtioDevice device, byte @Nullable [] rom) {
        this(id, host, device);
        if (rom != null) {
            expansionRom(rom);
        }
    }

    /** @param workers makes what the device works on */
    public VirtioPci(String id, DeviceHost host, VirtioDevice device, CommandWorker.Factory workers) {
        super(id, host, PciIdentity.of(VENDOR, FIRST_DEVICE + device.type(), REVISION, device.classCode()));
        this.device = device;
        configuration = device.config().block();
        memoryBar(BAR, BAR_BYTES, structures);
        structure(Structure.COMMON, CommonRegister.LENGTH, CAPABILITY_BYTES);
        int notify = structure(Structure.NOTIFY, NOTIFY_MULTIPLIER * device.queues(), LONG_CAPABILITY_BYTES);
        configRegister(notify + CAPABILITY_BYTES, 4, NOTIFY_MULTIPLIER, 0);
        structure(Structure.ISR, 1, CAPABILITY_BYTES);
        if (device.config().length() > 0) {
            structure(Structure.DEVICE, device.config().length(), CAPABILITY_BYTES);
        }
        access = accessCapability();
        msixCapabilityWithLines(VECTORS_BAR, Interrupts.vectors(device));
        expressCapability();
        transport = new Transport(id, host.memory(), host.log(), device, link(), workers);
        common = new RegisterMap<>(CommonRegister.class, CommonRegister.LENGTH, 0, transport.common());
        EventFd event = transport.worker().event();
        if (event != null) {
            for (int queue = 0; queue < device.queues(); queue++) {
                doorbell(BAR, Structure.NOTIFY.offset + NOTIFY_MULTIPLIER * queue, event);
            }
        }
    }

    /** What it is. */
    public VirtioDevice device() {
        return device;
    }

    private int structure(Structure structure, int length, int capabilityBytes) {
        int at = capability(VENDOR_SPECIFIC, capabilityBytes);
        configRegister(at + 2, 1, capabilityBytes, 0);
        configRegister(at + 3, 1, structure.type, 0);
        configRegister(at + 4, 1, BAR, 0);
        configRegister(at + 8, 4, structure.offset, 0);
        configRegister(at + 12, 4, length, 0);
        return at;
    }

    private int accessCapability() {
        int at = capability(VENDOR_SPECIFIC, LONG_CAPABILITY_BYTES);
        configRegister(at + 2, 1, LONG_CAPABILITY_BYTES, 0);
        configRegister(at + 3, 1, PCI_ACCESS, 0);
        configRegister(at + 4, 1, 0, 0xff);
        configRegister(at + 8, 4, 0, -1);
        configRegister(at + 12, 4, 0, -1);
        configRegister(at + 16, 4, 0, -1);
        return at;
    }

    /** The BAR: a page for each structure. */
    private final class Structures implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            int within = (int) offset & (PAGE - 1);
            return switch ((int) offset / PAGE) {
                case 0 -> within + size <= CommonRegister.LENGTH ? common.read(within, size) : 0;
                case 1 -> within == 0 ? transport.interrupts().take() : 0;
                case 2 -> configuration.read(within, size);
                default -> 0;
            };
        }

        @Override
        public void write(long offset, int size, long value) {
            int within = (int) offset & (PAGE - 1);
            switch ((int) offset / PAGE) {
                case 0 -> {
                    if (within + size <= CommonRegister.LENGTH) {
                        common.write(within, size, value);
                    }
                }
                case 1 -> {}
                case 2 -> configuration.write(within, size, value);
                default -> {
                    if (within < NOTIFY_MULTIPLIER * device.queues()) {
                        transport.wake();
                    }
                }
            }
        }
    }

    private boolean touchesWindow(int offset, int size) {
        return offset < access + LONG_CAPABILITY_BYTES && access + CAPABILITY_BYTES < offset + size;
    }

    /** Whether the window is set to a part of the BAR that can be accessed. */
    private boolean windowOpen() {
        int length = config(access + 12, 4);
        int at = config(access + 8, 4);
        return config(access + 4, 1) == BAR
                && (length == 1 || length == 2 || length == 4)
                && at >= 0
                && at <= BAR_BYTES - length
                && (at & (length - 1)) == 0;
    }

    @Override
    protected void configReading(int offset, int size) {
        if (touchesWindow(offset, size) && windowOpen()) {
            long value = structures.read(config(access + 8, 4), config(access + 12, 4));
            setConfig(access + CAPABILITY_BYTES, 4, -1, (int) value);
        }
    }

    @Override
    protected void configWritten(int offset, int size) {
        if (touchesWindow(offset, size) && windowOpen()) {
            int length = config(access + 12, 4);
            long value = config(access + CAPABILITY_BYTES, 4) & (0xffff_ffffL >>> (32 - 8 * length));
            structures.write(config(access + 8, 4), length, value);
        }
        // The guest may have allowed it to reach memory.
        transport.wake();
    }

    @Override
    public void requestPause() {
        transport.requestPause();
    }

    @Override
    public void awaitPaused() {
        transport.awaitPaused();
    }

    @Override
    public void resume() {
        transport.resume();
    }

    @Override
    protected void resetFunction() {
        transport.reset();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin(KIND + "-" + device.type(), VERSION);
        transport.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin(KIND + "-" + device.type(), VERSION);
        transport.load(in);
    }

    @Override
    protected void afterLoadFunction() {
        transport.afterLoad();
    }

    @Override
    protected void closeFunction() {
        transport.close();
    }
}
