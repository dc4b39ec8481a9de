package org.vitrine.engine.pci;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.MsiLine;
import org.vitrine.engine.device.MsiTarget;

/**
 * How a function interrupts: its INTx# pin, MSI or MSI-X, as the guest chose. Its monitor is a leaf in the lock order
 * but for pins; messages are sent without it.
 */
final class FunctionInterrupts {
    private static final int STATUS_INTERRUPT = 0x08;

    private final ConfigSpace config;
    private final MsiTarget target;
    private @Nullable MsiCapability msi;
    private @Nullable MsixCapability msix;
    /** Paths of the vectors that have one of their own, made when they first send. Their own monitor guards them, after this object's. */
    private @Nullable MsiLine[] lines = {};

    private InterruptPin wire = InterruptPin.UNCONNECTED;
    private PciUpstream upstream = PciUpstream.NONE;
    private boolean level;
    private volatile boolean messages;

    FunctionInterrupts(ConfigSpace config, MsiTarget target) {
        this.config = config;
        this.target = target;
        config.owned(PciRegister.STATUS.offset, 2, STATUS_INTERRUPT);
    }

    void use(MsiCapability capability) {
        msi = capability;
    }

    void use(MsixCapability capability) {
        msix = capability;
    }

    /** Gives each vector of MSI-X a path of its own. */
    void useLines(int vectors) {
        lines = new MsiLine[vectors];
    }

    /** Closes the paths: the function sends nothing any more. */
    void close() {
        synchronized (lines) {
            for (int vector = 0; vector < lines.length; vector++) {
                MsiLine line = lines[vector];
                if (line != null) {
                    line.close();
                    lines[vector] = null;
                }
            }
        }
    }

    private void deliver(int vector, long address, int data) {
        if (vector >= lines.length) {
            target.send(address, data);
            return;
        }
        MsiLine line;
        synchronized (lines) {
            line = lines[vector];
            if (line == null) {
                line = target.line();
                lines[vector] = line;
            }
        }
        line.send(address, data);
    }

    @Nullable
    MsixCapability msix() {
        return msix;
    }

    /** Moves the pin to another wire, which takes over the level. */
    synchronized void connect(InterruptPin newWire, PciUpstream newUpstream) {
        wire.lower();
        wire = newWire;
        upstream = newUpstream;
        drive();
    }

    synchronized void setLevel(boolean asserted) {
        if (level != asserted) {
            level = asserted;
            drive();
        }
    }

    synchronized boolean level() {
        return level;
    }

    private void drive() {
        boolean pending = level && !messages;
        config.update(PciRegister.STATUS.offset, 2, STATUS_INTERRUPT, pending ? STATUS_INTERRUPT : 0);
        boolean disabled = CommandBit.INTERRUPT_DISABLE.in(config.read(PciRegister.COMMAND));
        wire.set(pending && !disabled);
    }

    boolean concerns(int offset, int size) {
        return PciRegister.COMMAND.touchedBy(offset, size)
                || (msi != null && msi.concerns(offset, size))
                || (msix != null && msix.concerns(offset, size));
    }

    /** Takes over what configuration space says. */
    synchronized void refresh() {
        boolean any = false;
        if (msi != null) {
            msi.refresh();
            any = msi.enabled();
        }
        if (msix != null) {
            msix.refresh();
            any |= msix.enabled();
        }
        messages = any;
        drive();
    }

    synchronized void reset() {
        level = false;
        if (msix != null) {
            msix.reset();
        }
        refresh();
    }

    boolean messagesEnabled() {
        return messages;
    }

    /** Sends a vector, or makes it pending while it is masked. */
    void send(int vector) {
        long address;
        int data;
        synchronized (this) {
            if (vector < 0 || !reachesMemory()) {
                return;
            }
            if (msix != null && msix.enabled()) {
                if (vector >= msix.vectors()) {
                    return;
                }
                if (msix.masked(vector)) {
                    msix.setPending(vector, true);
                    return;
                }
                address = msix.address(vector);
                data = msix.data(vector);
            } else if (msi != null && msi.enabled()) {
                int message = msi.message(vector);
                if (msi.masked(message)) {
                    msi.setPending(message, true);
                    return;
                }
                address = msi.address();
                data = msi.data(message);
            } else {
                return;
            }
        }
        deliver(vector, address, data);
    }

    /** Sends what became pending while it was masked and no longer is. */
    void deliverPending() {
        int vectors;
        synchronized (this) {
            if (msix != null && msix.enabled()) {
                vectors = msix.anyPending() ? msix.vectors() : 0;
            } else if (msi != null && msi.enabled()) {
                vectors = msi.anyPending() ? msi.vectors() : 0;
            } else {
                return;
            }
        }
        for (int vector = 0; vector < vectors; vector++) {
            deliverPending(vector);
        }
    }

    /** The same for one vector. */
    void deliverPending(int vector) {
        long address;
        int data;
        synchronized (this) {
            if (!reachesMemory()) {
                return;
            }
            if (msix != null && msix.enabled()) {
                if (vector >= msix.vectors() || !msix.pending(vector) || msix.masked(vector)) {
                    return;
                }
                msix.setPending(vector, false);
                address = msix.address(vector);
                data = msix.data(vector);
            } else if (msi != null && msi.enabled()) {
                if (!msi.pending(vector) || msi.masked(vector)) {
                    return;
                }
                msi.setPending(vector, false);
                address = msi.address();
                data = msi.data(msi.message(vector));
            } else {
                return;
            }
        }
        deliver(vector, address, data);
    }

    /** A message is a write by the function, so Bus Master Enable stands before it. */
    private boolean reachesMemory() {
        return CommandBit.BUS_MASTER.in(config.read(PciRegister.COMMAND)) && upstream.busMaster();
    }
}
