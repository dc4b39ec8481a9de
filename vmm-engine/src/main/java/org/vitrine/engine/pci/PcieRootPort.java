package org.vitrine.engine.pci;

import java.util.List;
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
 * reason, the device is taken off the bus and handed to the listener.
 */
public final class PcieRootPort extends PciBridge {
    private static final int MESSAGE = 0;

    private final SlotListener listener;
    private final Object lock = new Object();
    private final HotPlugSlot slot;
    private final ExpressCapability express;
    private final InterruptPin pin;
    private boolean unplugRequested;
    private boolean interrupting;

    /**
     * @param number of the port and of its slot, unique in the machine, 1 to 255
     */
    public PcieRootPort(String id, DeviceHost host, int number, SlotListener listener) {
        super(id, host, PciIdentity.of(0x1b36, 0x000c, 0, 0x060400), 1);
        if (number < 1 || number > 0xff) {
            throw new IllegalArgumentException("A root port cannot have the number " + number + ".");
        }
        this.listener = listener;
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
     * Plugs a device of one function in after the machine has started, and tells the guest.
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

    /** How a request to unplug a device stands. */
    public enum Unplug {
        /** The slot was empty before. */
        EMPTY,
        /** The device had no power, and has left. */
        GONE,
        /** The guest has been told, and decides. */
        ASKED,
        /** The guest does not listen now; it may do so later, else the device goes when the machine is reset. */
        UNHEARD,
        /** The guest was asked before, and has not decided yet. */
        UNDECIDED,
        /** The guest is busy with taking the device into use, and cannot be asked now. */
        BUSY
    }

    /**
     * Asks the guest to let go of the device, as its attention button does. A device without power is ejected at once, any other at the latest when the machine
     * is reset.
     */
    public Unplug requestUnplug() {
        Unplug answer;
        synchronized (lock) {
            answer = occupied() ? press() : Unplug.EMPTY;
        }
        if (answer == Unplug.GONE) {
            eject();
        }
        return answer;
    }

    private Unplug press() {
        if (slot.off()) {
            return Unplug.GONE;
        }
        if (unplugRequested && (slot.attending() || slot.pressed())) {
            return Unplug.UNDECIDED;
        }
        if (slot.attending()) {
            return Unplug.BUSY;
        }
        unplugRequested = true;
        slot.signal(HotPlugSlot.Event.ATTENTION_BUTTON);
        interrupt();
        return slot.listening() ? Unplug.ASKED : Unplug.UNHEARD;
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
            listener.ejected(device);
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
        HotPlugSlot.Decision decision = HotPlugSlot.Decision.NONE;
        boolean kept = false;
        boolean linkChanged;
        synchronized (lock) {
            if (control) {
                decision = slot.controlWritten();
                kept = decision == HotPlugSlot.Decision.KEEP && unplugRequested;
                unplugRequested &= !kept;
            }
            linkChanged = slot.updateLink();
            if (control) {
                slot.signal(HotPlugSlot.Event.COMMAND_COMPLETED);
            }
            interrupt();
        }
        if (kept) {
            listener.kept(secondaryBus().functionsOf(0));
        }
        if (decision == HotPlugSlot.Decision.LET_GO) {
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
            listener.ejected(device);
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

    /** A device that the saved guest had let go of leaves now, as it was about to. */
    @Override
    protected void afterLoadFunction() {
        boolean leave;
        synchronized (lock) {
            slot.remember();
            interrupting = slot.interrupting();
            leave = occupied() && !slot.present();
        }
        if (leave) {
            eject();
        }
    }
}
