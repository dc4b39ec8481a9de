package org.vitrine.engine.chipset;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The chipset configuration block behind RCBA: the interrupt routes of the chipset's own devices 25 to 31. */
final class ChipsetConfig implements RegisterMap.Handler<ChipsetRegister> {
    private static final int FIRST_DEVICE = 25;
    private static final int DMI_TO_PCI_BRIDGE = 30;
    private static final int ROUTE_RESET = 0x3210;
    private static final int ROUTE_WRITABLE = 0x7777;
    /** The HPET is on, at the first of its addresses. */
    private static final int HPTC_VALUE = 0x80;

    private static final int GCS_NO_REBOOT = 0x20;

    private final int[] routes = new int[32 - FIRST_DEVICE];
    private final RegisterMap<ChipsetRegister> block =
            new RegisterMap<>(ChipsetRegister.class, ChipsetRegister.LENGTH, 0, this);
    private final IntBinaryOperator wiring;
    private final Runnable routesChanged;

    /**
     * @param wiring the PIRQ of a device's pin that no register routes
     * @param routesChanged called without lock after a route was written
     */
    ChipsetConfig(IntBinaryOperator wiring, Runnable routesChanged) {
        this.wiring = wiring;
        this.routesChanged = routesChanged;
        reset();
    }

    RegisterMap<ChipsetRegister> block() {
        return block;
    }

    synchronized void reset() {
        Arrays.fill(routes, ROUTE_RESET);
        routes[DMI_TO_PCI_BRIDGE - FIRST_DEVICE] = 0;
    }

    /** Where a pin ends: devices up to 24 and the DMI-to-PCI bridge have no register. */
    synchronized int pirq(int device, int pin) {
        if (device < FIRST_DEVICE || device == DMI_TO_PCI_BRIDGE) {
            return wiring.applyAsInt(device, pin);
        }
        return routes[device - FIRST_DEVICE] >> (4 * pin) & 7;
    }

    @Override
    public synchronized long read(ChipsetRegister register, int index) {
        return switch (register) {
            case HPTC -> HPTC_VALUE;
            case GCS -> GCS_NO_REBOOT;
            default -> routes[register.device() - FIRST_DEVICE];
        };
    }

    @Override
    public void write(ChipsetRegister register, int index, long value, long mask) {
        if (register.device() == 0 || register.device() == DMI_TO_PCI_BRIDGE) {
            return;
        }
        synchronized (this) {
            int at = register.device() - FIRST_DEVICE;
            routes[at] = RegisterMap.merge(routes[at], value, mask) & ROUTE_WRITABLE;
        }
        routesChanged.run();
    }

    synchronized void save(StateWriter out) {
        out.put("routes", routes);
    }

    synchronized void load(StateReader in) throws StateException {
        int[] saved = new int[routes.length];
        in.getInts("routes", saved);
        for (int i = 0; i < saved.length; i++) {
            routes[i] = saved[i] & ROUTE_WRITABLE;
        }
    }
}
