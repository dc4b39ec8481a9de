package org.vitrine.engine.nvme;

import org.vitrine.engine.pci.PciLink;

/**
 * When the guest is interrupted (NVM Express 1.4, 7.5): a message for each completion, or the pin as long as there is a completion that the
 * guest has not taken. Its monitor is a leaf but for the pin.
 */
final class Interrupts {
    private final PciLink bus;
    private final Queues queues;
    private final ShadowDoorbells shadow;
    private int mask;

    Interrupts(PciLink bus, Queues queues, ShadowDoorbells shadow) {
        this.bus = bus;
        this.queues = queues;
        this.shadow = shadow;
    }

    /** INTMS and INTMC both read so. */
    synchronized int mask() {
        return mask;
    }

    /** INTMS and INTMC. @param set the bits to set, and those to clear */
    void changeMask(int set, int clear) {
        synchronized (this) {
            mask = mask & ~clear | set;
        }
        updatePin();
    }

    /** An entry was posted. */
    void posted(CompletionQueue queue) {
        if (!queue.interrupts()) {
            return;
        }
        if (bus.messages()) {
            bus.message(queue.vector());
        } else {
            lowerLater(queue);
            updatePin();
        }
    }

    /** Entries were taken. */
    void taken(CompletionQueue queue) {
        if (!bus.messages()) {
            lowerLater(queue);
            updatePin();
        }
    }

    /** The pin goes down when the last entry is taken, so the guest must tell. */
    private void lowerLater(CompletionQueue queue) {
        if (shadow.covers(queue.id())) {
            shadow.awaitHead(queue);
        }
    }

    /** Brings the pin up to date with queues and mask: the one vector that it has is number 0. */
    synchronized void updatePin() {
        bus.pin((mask & 1) == 0 && queues.anyInterrupting());
    }
}
