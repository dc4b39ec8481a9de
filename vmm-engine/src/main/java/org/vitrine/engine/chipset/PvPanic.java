package org.vitrine.engine.chipset;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The ISA port on which a guest says that it panicked (QEMU, docs/specs/pvpanic.rst). A read answers the events that are understood.
 */
public final class PvPanic implements Device, RegisterBlock {
    public static final int PORT = 0x505;

    private static final int PANICKED = 1;
    private static final int CRASH_LOADED = 2;
    private static final String KIND = "pvpanic";
    private static final int VERSION = 1;

    /** Hears of a panic, on the thread of the vCPU that reported it. */
    @FunctionalInterface
    public interface Listener {
        /** @param crashLoaded whether the guest goes on to a crash kernel of its own */
        void panicked(boolean crashLoaded);
    }

    private final String id;
    private final Listener listener;

    public PvPanic(String id, DeviceHost host, Listener listener) {
        this.id = id;
        this.listener = listener;
        host.ports().map(PORT, 1, this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long read(long offset, int size) {
        return PANICKED | CRASH_LOADED;
    }

    @Override
    public void write(long offset, int size, long value) {
        if ((value & (PANICKED | CRASH_LOADED)) != 0) {
            listener.panicked((value & CRASH_LOADED) != 0);
        }
    }

    @Override
    public void reset() {}

    @Override
    public void save(StateWriter out) {
        out.begin(KIND, VERSION);
    }

    @Override
    public void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        in.end();
    }
}
