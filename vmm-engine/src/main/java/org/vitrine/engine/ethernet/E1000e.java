package org.vitrine.engine.ethernet;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.EventLoop;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;

/**
 * Intel's 82574L, a Gigabit Ethernet controller (82574 GbE Controller Family Datasheet): registers in BAR 0, an empty flash in BAR 1, a window of ports to the registers
 * in BAR 2, MSI-X with five vectors in BAR 3, or INTA#. One queue each way.
 */
public final class E1000e extends PciFunction implements ReceiveFilter.Source {
    /** The device ID, by which firmware and drivers know it. */
    public static final int DEVICE_ID = 0x10d3;

    private static final PciIdentity IDENTITY = PciIdentity.of(0x8086, DEVICE_ID, 0, 0x02_00_00);
    private static final String KIND = "e1000e";
    private static final int VERSION = 1;

    private static final int REGISTERS = 0;
    private static final int FLASH = 1;
    private static final int PORTS = 2;
    private static final int VECTORS = 3;
    private static final int MEMORY_SIZE = 0x2_0000;
    private static final int PORT_COUNT = 32;
    private static final int VECTOR_COUNT = 5;
    /** Power management (PCI Power Management 1.2, 3.2): D0 and D3hot. */
    private static final int POWER_MANAGEMENT = 0x01;

    private final RegisterBlock registers = new Registers();
    private final E1000eController controller;
    private volatile int portAddress;

    /**
     * Makes a controller in power-on state.
     *
     * @param mac in its EEPROM
     * @param cable is attached to it until it is closed; stays the caller's to close
     * @param rom its option ROM, which is copied; null for none
     */
    public E1000e(String id, DeviceHost host, MacAddress mac, Cable cable, byte @Nullable [] rom) {
        this(id, host, mac, cable, step -> new EventLoop(id, step));
        if (rom != null) {
            expansionRom(rom);
        }
    }

    /** @param workers makes what carries frames */
    E1000e(String id, DeviceHost host, MacAddress mac, Cable cable, CommandWorker.Factory workers) {
        super(id, host, IDENTITY);
        controller = new E1000eController(id, host.memory(), link(), host.log(), mac, cable, workers);
        memoryBar(REGISTERS, MEMORY_SIZE, registers);
        memoryBar(FLASH, MEMORY_SIZE, new EmptyFlash());
        ioBar(PORTS, PORT_COUNT, new PortWindow());
        msixCapability(VECTORS, VECTOR_COUNT);
        int power = capability(POWER_MANAGEMENT, 8);
        configRegister(power + 2, 2, 0x0002, 0);
        configRegister(power + 4, 2, 0x0008, 0x0003);
        expressCapability();
    }

    /** BAR 0, of which the second part is empty. */
    private final class Registers implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            return offset + size <= E1000eController.SIZE
                    ? controller.registers().read(offset, size)
                    : 0;
        }

        @Override
        public void write(long offset, int size, long value) {
            if (offset + size <= E1000eController.SIZE) {
                controller.registers().write(offset, size, value);
            }
        }
    }

    private static final class EmptyFlash implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            return -1;
        }

        @Override
        public void write(long offset, int size, long value) {}
    }

    /** BAR 2: an address at 0, and what is there at 4 (82574 datasheet, 10.2.1.1). */
    private final class PortWindow implements RegisterBlock {
        private static final int DATA = 4;

        @Override
        public long read(long offset, int size) {
            if (size != Integer.BYTES || offset > DATA) {
                return -1;
            }
            return offset == 0 ? portAddress : offset == DATA ? registers.read(portAddress, size) : -1;
        }

        @Override
        public void write(long offset, int size, long value) {
            if (size == Integer.BYTES && offset == 0) {
                portAddress = (int) value & (MEMORY_SIZE - Integer.BYTES);
            } else if (size == Integer.BYTES && offset == DATA) {
                registers.write(portAddress, size, value);
            }
        }
    }

    @Override
    public ReceiveFilter receiveFilter() {
        return controller.receiveFilter();
    }

    @Override
    protected void configWritten(int offset, int size) {
        controller.busChanged();
    }

    @Override
    public void requestPause() {
        controller.requestPause();
    }

    @Override
    public void awaitPaused() {
        controller.awaitPaused();
    }

    @Override
    public void resume() {
        controller.resume();
    }

    @Override
    protected void resetFunction() {
        portAddress = 0;
        controller.reset();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("portAddress", portAddress);
        controller.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        portAddress = in.getInt("portAddress", 0, MEMORY_SIZE - Integer.BYTES) & -Integer.BYTES;
        controller.load(in);
    }

    @Override
    protected void afterLoadFunction() {
        controller.afterLoad();
    }

    @Override
    protected void closeFunction() {
        controller.close();
    }
}
