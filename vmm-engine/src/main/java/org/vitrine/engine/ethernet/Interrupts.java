package org.vitrine.engine.ethernet;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.pci.PciLink;

/**
 * Causes, mask and vectors (82574 datasheet, 7.4): the pin as long as there is an unmasked cause, or a message when a cause comes. Frames are written back in bursts, so
 * interrupts are not held back any further. Guarded by the controller.
 */
final class Interrupts {
    private static final int IVAR_VALID = 8;
    private static final int IVAR_VECTOR = 7;
    private static final int IVAR_BITS = 4;

    private static final int AUTO_MASK = 1 << 27;
    private static final int AUTO_MASK_MESSAGES = 1 << 24;

    private final PciLink bus;
    private int causes;
    private int mask;
    private int autoClear;
    private int autoMask;
    private int vectors;
    private int extendedControl;
    /** Causes for which a message was sent, and which are pending still. */
    private int told;

    Interrupts(PciLink bus) {
        this.bus = bus;
    }

    /** Something happened. */
    void raise(int bits) {
        causes |= bits & ~Cause.ASSERTED;
        if ((bits & Cause.OTHERS) != 0) {
            causes |= Cause.OTHER;
        }
        update();
    }

    /** ICR, whose reading clears the causes and may mask them. */
    int readCauses() {
        int value = visible();
        if (!bus.messages() || mask == 0 || (value & Cause.ASSERTED) != 0) {
            causes = 0;
            if ((extendedControl & AUTO_MASK) != 0 && (value & Cause.ASSERTED) != 0) {
                mask &= ~autoMask;
            }
            update();
        }
        return value;
    }

    private int visible() {
        return causes | ((causes & mask) != 0 ? Cause.ASSERTED : 0);
    }

    /** ICR written: ones clear. */
    void clearCauses(int bits) {
        causes &= ~bits;
        if ((extendedControl & AUTO_MASK) != 0) {
            mask &= ~autoMask;
        }
        update();
    }

    int mask() {
        return mask;
    }

    void setMask(int bits) {
        mask |= bits & ~Cause.ASSERTED;
        update();
    }

    void clearMask(int bits) {
        mask &= ~bits;
        update();
    }

    int autoClear() {
        return autoClear;
    }

    void autoClear(int bits) {
        autoClear = bits & E1000eRegister.EIAC.writable();
    }

    int autoMask() {
        return autoMask;
    }

    void autoMask(int bits) {
        autoMask = bits;
    }

    int vectors() {
        return vectors;
    }

    void vectors(int ivar) {
        vectors = ivar;
        update();
    }

    /** CTRL_EXT, of which two bits say what is masked by itself. */
    void extendedControl(int value) {
        extendedControl = value;
    }

    /** Brings pin and messages up to date. */
    void update() {
        int pending = causes & mask;
        bus.pin(pending != 0 && !bus.messages());
        told &= pending;
        if (!bus.messages()) {
            return;
        }
        for (int i = 0; i < Cause.VECTORED_COUNT; i++) {
            int bit = 1 << Cause.FIRST_VECTORED + i;
            int entry = vectors >>> IVAR_BITS * i;
            if ((pending & ~told & bit) != 0 && (entry & IVAR_VALID) != 0) {
                told |= bit;
                fired(bit);
                bus.message(entry & IVAR_VECTOR);
            }
        }
    }

    private void fired(int bit) {
        if ((autoClear & bit) != 0) {
            causes &= ~bit;
            told &= ~bit;
            if ((extendedControl & AUTO_MASK_MESSAGES) != 0) {
                mask &= ~bit;
            }
        }
    }

    void reset() {
        causes = 0;
        mask = 0;
        autoClear = 0;
        autoMask = 0;
        vectors = 0;
        extendedControl = 0;
        told = 0;
        update();
    }

    void save(StateWriter out) {
        out.put("icr", causes);
        out.put("ims", mask);
        out.put("eiac", autoClear);
        out.put("iam", autoMask);
        out.put("ivar", vectors);
        out.put("told", told);
    }

    /** @param control CTRL_EXT */
    void load(StateReader in, int control) throws StateException {
        causes = in.getInt("icr") & ~Cause.ASSERTED;
        mask = in.getInt("ims") & ~Cause.ASSERTED;
        autoClear(in.getInt("eiac"));
        autoMask = in.getInt("iam");
        vectors = in.getInt("ivar");
        told = in.getInt("told") & causes & mask;
        extendedControl = control;
    }
}
