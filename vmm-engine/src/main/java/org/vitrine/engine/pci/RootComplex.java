package org.vitrine.engine.pci;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The root of the PCI hierarchy: bus 0, and the two ways to configuration space, ports 0xcf8–0xcff (PCI Local Bus 3.0,
 * 3.2.2.3.2) and a window of memory (PCI Express Base 5.0, 7.2.2), which the host bridge places.
 *
 * <p>Functions are plugged with {@link #plug} before the machine starts. What is not there reads as all ones.
 */
public final class RootComplex implements Device {
    private static final int PORTS = 0xcf8;

    private final String id;
    private final PciBus bus;
    private final ConfigPorts ports;
    private final RegisterWindow extended;

    /**
     * @param host where the ports are mapped, at once
     * @param router where the interrupt pins of bus 0 end
     * @param resetControl answers byte accesses to port 0xcf9, one port long
     */
    public RootComplex(String id, DeviceHost host, IntxRouter router, RegisterBlock resetControl) {
        this.id = id;
        this.bus = new PciBus(new Root(router), PciBus.DEVICES);
        this.ports = new ConfigPorts(this, resetControl);
        this.extended = new RegisterWindow(host.mmio(), new ExtendedConfig(this));
        host.ports().map(PORTS, ConfigPorts.LENGTH, ports);
    }

    /** What is above bus 0. */
    private final class Root implements PciUpstream {
        private final IntxRouter router;

        Root(IntxRouter router) {
            this.router = router;
        }

        @Override
        public InterruptPin intx(int device, int pin) {
            return router.input(device, pin);
        }

        @Override
        public boolean forwards(Bar bar, long address) {
            return true;
        }

        @Override
        public boolean isRoot() {
            return true;
        }

        @Override
        public boolean busMaster() {
            return true;
        }

        @Override
        public void addressesReleased() {
            bus.forEach(PciFunction::retryBlocked);
        }
    }

    @Override
    public String id() {
        return id;
    }

    /** Bus 0. */
    public PciBus bus() {
        return bus;
    }

    /**
     * Plugs a function into bus 0.
     *
     * @throws IllegalArgumentException as of {@link PciBus#plug}
     */
    public void plug(int device, int function, PciFunction added) {
        bus.plug(device, function, added);
    }

    /** Moves the memory-mapped configuration space to where the host bridge wants it, asked anew under a lock. */
    public void followExtendedConfig(Supplier<RegisterWindow.@Nullable Range> wanted) {
        extended.follow(wanted);
    }

    /** Where the memory-mapped configuration space is now, or null. Takes no lock. */
    public RegisterWindow.@Nullable Range extendedConfig() {
        return extended.range();
    }

    /** The function that answers at an address, or null. Allocates nothing. */
    public @Nullable PciFunction find(int busNumber, int device, int function) {
        return busNumber == 0 ? bus.at(device, function) : bus.below(busNumber, device, function);
    }

    /**
     * A configuration read.
     *
     * @param busNumber 0 to 255
     * @param offset 0 to 4095
     * @param size 1, 2 or 4
     */
    public long readConfig(int busNumber, int device, int function, int offset, int size) {
        PciFunction target = find(busNumber, device, function);
        return target == null ? 0xffff_ffffL >>> (32 - 8 * size) : target.readConfig(offset, size);
    }

    /** A configuration write; see {@link #readConfig}. */
    public void writeConfig(int busNumber, int device, int function, int offset, int size, long value) {
        PciFunction target = find(busNumber, device, function);
        if (target != null) {
            target.writeConfig(offset, size, value);
        }
    }

    @Override
    public void reset() {
        ports.reset();
    }

    @Override
    public void save(StateWriter out) {
        out.begin("pci-host", 1);
        out.put("address", ports.address());
    }

    @Override
    public void load(StateReader in) throws StateException {
        in.begin("pci-host", 1);
        int address = in.getInt("address");
        in.end();
        ports.load(address);
    }
}
