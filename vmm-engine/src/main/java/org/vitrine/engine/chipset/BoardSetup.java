package org.vitrine.engine.chipset;

import org.vitrine.engine.board.Board;
import org.vitrine.engine.pci.PciSetup;
import org.vitrine.engine.pci.RootComplex;

/**
 * Sets the chipset up for a guest that is booted without firmware: memory-mapped configuration space, RAM in place of the
 * BIOS area, the power management block, interrupt routes, and all of PCI. The values are those that SeaBIOS uses.
 */
public final class BoardSetup {
    /** Where firmware puts the chipset configuration block. */
    private static final long CHIPSET_CONFIG = 0xfed1_c000L;

    private static final long IO_BASE = 0xc000;
    private static final long IO_END = 0x1_0000;
    private static final int ENABLE = 1;
    private static final int ACPI_ENABLE = 0x80;
    private static final int PIRQS_IN_TURN = 4;
    private static final int[] LEGACY_LINES = {10, 10, 11, 11};
    private static final int MCH_PCIEXBAR = 0x60;
    private static final int MCH_PAM0 = 0x90;
    private static final int RAM_BOTH_WAYS = 0x33;

    private final RootComplex root;
    private final Board board;
    private final long highBase;
    private final long highEnd;

    /**
     * @param root with everything plugged in
     * @param highBase where large BARs above 4 GiB may begin, as the ACPI tables say
     * @param highEnd the first address beyond them; the same as {@code highBase} if there is no such place
     */
    public BoardSetup(RootComplex root, Board board, long highBase, long highEnd) {
        this.root = root;
        this.board = board;
        this.highBase = highBase;
        this.highEnd = highEnd;
    }

    /** Writes the registers; after a reset, while no vCPU runs. */
    public void run() {
        mch(MCH_PCIEXBAR + 4, 4, board.pciExpressBase() >>> 32);
        mch(MCH_PCIEXBAR, 4, board.pciExpressBase() | ENABLE);
        for (int i = 0; i <= LegacyRange.SMALL_WINDOWS / 2; i++) {
            mch(MCH_PAM0 + i, 1, RAM_BOTH_WAYS);
        }
        lpc(LpcRegister.PMBASE, board.pmBase() | ENABLE);
        lpc(LpcRegister.ACPI_CNTL, ACPI_ENABLE);
        lpc(LpcRegister.RCBA, CHIPSET_CONFIG | ENABLE);
        for (int pirq = 0; pirq < PirqRouter.PIRQS; pirq++) {
            lpc(LpcRegister.pirqRoute(pirq), LEGACY_LINES[pirq % PIRQS_IN_TURN]);
        }
        PciSetup.Windows windows =
                new PciSetup.Windows(IO_BASE, IO_END, board.pciHoleBase(), board.pciHoleEnd(), highBase, highEnd);
        new PciSetup(root, windows, this::legacyLine).run();
    }

    private int legacyLine(int device, int pin) {
        return LEGACY_LINES[board.pirq(device, pin) % PIRQS_IN_TURN];
    }

    private void mch(int offset, int size, long value) {
        root.writeConfig(0, Mch.DEVICE, 0, offset, size, value);
    }

    private void lpc(LpcRegister register, long value) {
        root.writeConfig(0, Lpc.DEVICE, 0, register.offset, register.size, value);
    }
}
