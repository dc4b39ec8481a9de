package org.vitrine.engine.virtio;

import org.vitrine.engine.pci.PciLink;

/**
 * How the device interrupts (Virtual I/O Device 1.2, 4.1.5): a vector of MSI-X for each queue and for changes of the configuration, as far as the driver has given
 * them one, or INTA# and the ISR status. Any thread; a leaf in the lock order.
 */
final class Interrupts {
    static final int QUEUE = 1;
    static final int CONFIGURATION = 2;

    private final PciLink link;
    private final int vectors;
    private int status;

    Interrupts(PciLink link, VirtioDevice device) {
        this.link = link;
        vectors = vectors(device);
    }

    /** How many vectors of MSI-X a device has. */
    static int vectors(VirtioDevice device) {
        return device.queues() + 1;
    }

    /** @param vector of MSI-X @param cause {@link #QUEUE} or {@link #CONFIGURATION} */
    void raise(int vector, int cause) {
        if (link.messages()) {
            if (vector != QueueRegisters.NO_VECTOR) {
                link.message(vector);
            }
            return;
        }
        synchronized (this) {
            status |= cause;
            link.pin(true);
        }
    }

    /** What a vector that the driver chooses becomes: one that there is, or none (4.1.5.1.2). */
    int vector(long wanted) {
        return wanted < vectors ? (int) wanted : QueueRegisters.NO_VECTOR;
    }

    /** Reads the ISR status (4.1.4.5), which clears it. */
    synchronized int take() {
        int taken = status;
        status = 0;
        link.pin(false);
        return taken;
    }

    synchronized int status() {
        return status;
    }

    synchronized void setStatus(int saved) {
        status = saved;
    }
}
