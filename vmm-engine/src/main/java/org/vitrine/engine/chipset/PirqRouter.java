package org.vitrine.engine.chipset;

import java.util.Arrays;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.pci.IntxRouter;
import org.vitrine.engine.pci.PciBus;

/**
 * ICH9's interrupt routing (document 316972, 5.9, 10.1 and 13.1): which PIRQ an interrupt pin of bus 0 ends at, which
 * lines a PIRQ drives, and the ACPI interrupt among them. A PIRQ always drives its own input of the I/O APIC, and beside it
 * the legacy line in its routing register.
 *
 * <p>All levels are OR-ed under one lock, a leaf but for the pins that it drives. The state follows from the levels of the
 * pins and the registers of the LPC bridge, so there is none to save.
 */
public final class PirqRouter implements IntxRouter {
    static final int PIRQS = 8;
    private static final int PINS = 4;
    private static final int LEGACY_LINES = 16;

    /** Lines that a routing register may name: not the timer, keyboard, cascade, clock and coprocessor. */
    private static final int ROUTABLE = 0xdef8;

    private static final int SCI_LINES = 24;

    private final Board board;
    private final int firstGsi;
    private final InterruptPin[] lines;
    private final int[] pirqOf = new int[PciBus.DEVICES * PINS];
    private final int[] assertedAt = new int[PciBus.DEVICES * PINS];
    private final int[] legacyLine = new int[PIRQS];
    private int sciLine;
    private boolean sci;
    /** One bit a line. */
    private int driven;

    /** @param board says how pins are wired, and where PIRQA's input is */
    public PirqRouter(DeviceHost host, Board board) {
        this.board = board;
        firstGsi = board.pirqFirstGsi();
        lines = new InterruptPin[Math.max(firstGsi + PIRQS, SCI_LINES)];
        for (int line = 0; line < lines.length; line++) {
            boolean used = line >= LEGACY_LINES || (ROUTABLE >> line & 1) != 0;
            lines[line] = used ? host.gsi(line) : InterruptPin.UNCONNECTED;
        }
        sciLine = board.sciGsi();
        for (int device = 0; device < PciBus.DEVICES; device++) {
            for (int pin = 0; pin < PINS; pin++) {
                pirqOf[device * PINS + pin] = board.pirq(device, pin);
            }
        }
        Arrays.fill(legacyLine, -1);
    }

    @Override
    public InterruptPin input(int device, int pin) {
        return new Input(device * PINS + pin);
    }

    private final class Input implements InterruptPin {
        private final int index;
        private boolean level;

        Input(int index) {
            this.index = index;
        }

        @Override
        public void set(boolean asserted) {
            synchronized (PirqRouter.this) {
                if (level != asserted) {
                    level = asserted;
                    assertedAt[index] += asserted ? 1 : -1;
                    drive();
                }
            }
        }
    }

    /** Where the board wires a pin unless a register says otherwise. */
    int wiring(int device, int pin) {
        return board.pirq(device, pin);
    }

    /** The ACPI interrupt, on the line that the LPC bridge chooses. One device drives it. */
    public InterruptPin sci() {
        return asserted -> {
            synchronized (PirqRouter.this) {
                sci = asserted;
                drive();
            }
        };
    }

    /**
     * Takes over the registers of the LPC bridge.
     *
     * @param registers asked under the lock, so that the last of two racing writes wins
     */
    synchronized void follow(Registers registers) {
        for (int device = 0; device < PciBus.DEVICES; device++) {
            for (int pin = 0; pin < PINS; pin++) {
                pirqOf[device * PINS + pin] = registers.pirq(device, pin);
            }
        }
        for (int pirq = 0; pirq < PIRQS; pirq++) {
            int line = registers.legacyLine(pirq);
            legacyLine[pirq] = line >= 0 && (ROUTABLE >> line & 1) != 0 ? line : -1;
        }
        sciLine = registers.sciLine();
        drive();
    }

    /** What the LPC bridge's registers say. */
    interface Registers {
        /** 0 for PIRQA to 7 for PIRQH. */
        int pirq(int device, int pin);

        /** 0 to 15, or -1 if the PIRQ drives none. */
        int legacyLine(int pirq);

        /** 0 to 23, or -1 for none. */
        int sciLine();
    }

    private void drive() {
        int wanted = sci && sciLine >= 0 ? 1 << sciLine : 0;
        for (int i = 0; i < assertedAt.length; i++) {
            if (assertedAt[i] > 0) {
                int pirq = pirqOf[i];
                wanted |= 1 << (firstGsi + pirq);
                if (legacyLine[pirq] >= 0) {
                    wanted |= 1 << legacyLine[pirq];
                }
            }
        }
        int changed = wanted ^ driven;
        driven = wanted;
        while (changed != 0) {
            int line = Integer.numberOfTrailingZeros(changed);
            changed &= changed - 1;
            lines[line].set((wanted >>> line & 1) != 0);
        }
    }
}
