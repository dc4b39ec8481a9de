package org.vitrine.engine.chipset;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * System control port A (ICH9, 13.7.5): bit 0, once set, resets the machine; bit 1 opens the A20 gate, which is stored only: KVM's guests
 * always see address line 20.
 */
public final class Port92 implements Device, RegisterBlock {
    public static final int PORT = 0x92;

    private static final int INIT_NOW = 1;
    private static final int A20 = 2;
    private static final String KIND = "port92";
    private static final int VERSION = 1;

    private final String id;
    private final Runnable onReset;
    private volatile int value;

    /** @param onReset called on a vCPU's thread when the guest asks for a reset */
    public Port92(String id, DeviceHost host, Runnable onReset) {
        this.id = id;
        this.onReset = onReset;
        host.ports().map(PORT, 1, this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long read(long offset, int size) {
        return value;
    }

    @Override
    public void write(long offset, int size, long written) {
        boolean reset = (written & INIT_NOW) != 0 && (value & INIT_NOW) == 0;
        value = (int) written & (INIT_NOW | A20);
        if (reset) {
            onReset.run();
        }
    }

    @Override
    public void reset() {
        value = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("value", value);
    }

    @Override
    public void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        int loaded = in.getInt("value", 0, INIT_NOW | A20);
        in.end();
        value = loaded;
    }
}
