package org.vitrine.engine.chipset;

import org.vitrine.engine.device.InterruptPin;

/**
 * A pin behind a gate, such as the real-time clock's, which an HPET in legacy replacement mode takes off its line. What the
 * device drives while the gate is closed shows when it opens. As a pin it is a leaf in the lock order.
 */
public final class GatedPin implements InterruptPin {
    private final InterruptPin target;
    private boolean level;
    private boolean open = true;

    /** @param target where the level goes while the gate is open, as it is at first */
    public GatedPin(InterruptPin target) {
        this.target = target;
    }

    @Override
    public synchronized void set(boolean asserted) {
        level = asserted;
        target.set(level && open);
    }

    /** Opens or closes the gate. */
    public synchronized void setOpen(boolean nowOpen) {
        open = nowOpen;
        target.set(level && open);
    }
}
