package org.vitrine.engine.pci;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.linux.EventFd;

/**
 * All BARs of a function. Mapping can take milliseconds, so it has a lock of its own, which is never taken inside
 * another one; what the guest wants is read anew under it, so that the last of two racing writes wins.
 */
final class BarSet {
    private final ConfigSpace config;
    private final List<Bar> bars = new ArrayList<>();

    BarSet(ConfigSpace config) {
        this.config = config;
    }

    void add(Bar bar) {
        bars.add(bar);
    }

    /** Declares a doorbell in a BAR of registers, which is not mapped yet. @param at the BAR's offset in configuration space */
    void doorbell(int at, int offset, EventFd event) {
        for (Bar bar : bars) {
            if (bar.offset == at && bar instanceof RegisterBar registers) {
                registers.doorbell(offset, event);
                return;
            }
        }
        throw new IllegalArgumentException("there are no registers behind the BAR at %#x".formatted(at));
    }

    /** Whether a register of this configuration space range decides over mappings. */
    boolean concerns(int offset, int size) {
        if (PciRegister.COMMAND.touchedBy(offset, size)) {
            return true;
        }
        for (Bar bar : bars) {
            if (offset < bar.offset + 8 && bar.offset < offset + size) {
                return true;
            }
        }
        return false;
    }

    /** Brings mappings in line with the registers. @return whether addresses became free */
    synchronized boolean update(PciUpstream upstream) {
        boolean released = false;
        for (Bar bar : bars) {
            released |= bar.release(config, upstream);
        }
        for (Bar bar : bars) {
            bar.place(config, upstream);
        }
        return released;
    }

    /** Unmaps everything until the next {@link #update}. */
    synchronized void release() {
        for (Bar bar : bars) {
            bar.releaseAlways();
        }
    }

    synchronized boolean anyBlocked() {
        for (Bar bar : bars) {
            if (bar.blocked()) {
                return true;
            }
        }
        return false;
    }
}
