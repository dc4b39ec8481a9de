package org.vitrine.engine.chipset;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The reset control register, port 0xcf9 (document 316972, 13.7.5). The port lies among those of the configuration space,
 * so the root complex passes its accesses on. Every reset is a whole one.
 */
public final class ResetControl implements Device, RegisterBlock {
    private static final int RESET_CPU = 0x04;
    /** System reset and full reset: how, not when. */
    private static final int STORED = 0x0a;

    private final String id;
    private final Runnable onReset;
    private volatile int value;

    /** @param onReset called on a vCPU's thread when the guest asks for a reset */
    public ResetControl(String id, Runnable onReset) {
        this.id = id;
        this.onReset = onReset;
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
        value = (int) written & STORED;
        if ((written & RESET_CPU) != 0) {
            onReset.run();
        }
    }

    @Override
    public void reset() {
        value = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.begin("reset-control", 1);
        out.put("value", value);
    }

    @Override
    public void load(StateReader in) throws StateException {
        in.begin("reset-control", 1);
        value = in.getInt("value", 0, 0xff) & STORED;
        in.end();
    }
}
