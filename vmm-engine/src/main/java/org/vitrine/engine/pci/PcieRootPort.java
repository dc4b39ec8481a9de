package org.vitrine.engine.pci;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * A PCI Express root port with a hot-plug slot for one device (PCI Express Base 5.0, 6.7), 1b36:000c as QEMU's. Operating
 * systems use it natively where the firmware's {@code _OSC} lets them.
 *
 * <p>A device is there from power-on ({@link #plug}) or comes while the guest runs ({@link #hotPlug}). {@link
 * #requestUnplug} asks the guest to let go of it; when the guest has turned the slot's power off, for that or another
 * reason, the device is taken off the bus and handed to {@code ejected}.
 */
public final class PcieRootPort extends PciBridge {
    private static final int MESSAGE = 0;

    private final Consumer<List<PciFunction>> ejected;
    private final Object lock = new Object();
    private final HotPlugSlot slot;
    private final ExpressCapability express;
    private final InterruptPin pin;
    private boolean unplugRequested;
    private boolean interrupting;

    /**
     * @param number of the port and of its slot, unique in the machine, 1 to 255
     * @param ejected called without lock, on a vCPU's thread or that of a life-cycle call, with all functions of a device
     *     that is off the bus; whoever takes them pauses and closes them
     */
    public PcieRootPort(String id, DeviceHost host, int number, Consumer<List<PciFunction>> ejected) {
        super(id, host, PciIdentity.of(0x1b36, 0x000c, 0, 0x060400), 1);
        if (number < 1 || number > 0xff) {
            throw new IllegalArgumentException("A root port cannot have the number " + number + ".");
        }
        this.ejected = ejected;
        this.express = declareExpress();
        express.rootPort(number);
        this.slot = new HotPlugSlot(express, number);
        msiCapability(1);
        this.pin = intx();
        slot.start(false);
    }

    /**
     * Plugs a function into the slot before the machine starts.
     *
     * @param function 0 to 7; function 0 must be there for the device to be found
     * @throws IllegalArgumentException if it is taken
     */
    public void plug(int function, PciFunction added) {
        secondaryBus().plug(0, function, added);
        synchronized (lock) {
            slot.start(occupied());
        }
    }

    /**
     * Plugs a device of one function in while the machine runs, and tells the guest. The function has been resumed if the
     * machine runs.
     *
     * @throws IllegalArgumentException if the slot is taken
     */
    public void hotPlug(PciFunction added) {
        secondaryBus().plug(0, 0, added);
        synchronized (lock) {
            slot.presence(occupied());
            slot.signal(HotPlugSlot.Event.ATTENTION_BUTTON);
            slot.updateLink();
            interrupt();
        }
    }

    /**
     * Asks the guest to let go of the device, as its attention button does; nothing happens if the slot is empty. A device
     * without power is ejected at once, any other at the latest when the machine is reset.
     *
     * @return whether the guest listens to the button now, or the device is gone already
     */
    public boolean requestUnplug() {
        boolean now;
        boolean listening;
        synchronized (lock) {
            if (!occupied()) {
                return true;
            }
            now = slot.off();
            listening = slot.listening();
            unplugRequested = !now;
            if (!now && !slot.attending()) {
                slot.signal(HotPlugSlot.Event.ATTENTION_BUTTON);
                interrupt();
            }
        }
        if (now) {
            eject();
        }
        return now || listening;
    }

    private boolean occupied() {
        return secondaryBus().at(0, 0) != null;
    }

    private void eject() {
        List<PciFunction> device = secondaryBus().unplug(0);
        synchronized (lock) {
            unplugRequested = false;
            slot.presence(occupied());
            slot.updateLink();
            interrupt();
        }
        if (!device.isEmpty()) {
            ejected.accept(device);
        }
    }

    /** Drives the pin, and sends a message when the first event comes. */
    private void interrupt() {
        boolean now = slot.interrupting();
        pin.set(now);
        if (now && !interrupting) {
            sendMessage(MESSAGE);
        }
        interrupting = now;
    }

    @Override
    boolean linkUp() {
        return express.linkActive();
    }

    @Override
    protected void configWritten(int offset, int size) {
        super.configWritten(offset, size);
        boolean control = express.touches(ExpressRegister.SLOT_CONTROL, offset, size);
        boolean status = express.touches(ExpressRegister.SLOT_STATUS, offset, size);
        boolean link = express.touches(ExpressRegister.LINK_CONTROL, offset, size);
        if (!control && !status && !link) {
            return;
        }
        boolean letGo = false;
        boolean linkChanged;
        synchronized (lock) {
            if (control) {
                letGo = slot.controlWritten();
            }
            linkChanged = slot.updateLink();
            if (control) {
                slot.signal(HotPlugSlot.Event.COMMAND_COMPLETED);
            }
            interrupt();
        }
        if (letGo) {
            eject();
        } else if (linkChanged) {
            secondaryBus().forEach(PciFunction::upstreamChanged);
        }
    }

    @Override
    protected void resetFunction() {
        boolean leave;
        synchronized (lock) {
            leave = unplugRequested;
            unplugRequested = false;
        }
        List<PciFunction> device = leave ? secondaryBus().unplug(0) : List.of();
        synchronized (lock) {
            slot.start(occupied());
            interrupting = false;
            pin.lower();
        }
        if (!device.isEmpty()) {
            ejected.accept(device);
        }
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin("pcie-root-port", 1);
        out.put("unplug-requested", unplugRequested);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin("pcie-root-port", 1);
        unplugRequested = in.getBoolean("unplug-requested");
    }

    @Override
    protected void afterLoadFunction() {
        synchronized (lock) {
            slot.remember();
            interrupting = slot.interrupting();
        }
    }
}
