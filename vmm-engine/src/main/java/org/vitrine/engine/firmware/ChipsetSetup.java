package org.vitrine.engine.firmware;

import org.vitrine.engine.board.Board;

/**
 * Sets up the Q35 and ICH9 as firmware does, for a machine without firmware (documents 316966 and 316972): where
 * configuration space, power management block and chipset configuration lie, that the BIOS area is RAM, and to which
 * interrupts of the 8259s the PIRQs go.
 */
public final class ChipsetSetup {
    private static final int MCH = 0;
    private static final int PCIEXBAR = 0x60;
    private static final int PCIEXBAR_ENABLE_256_MIB = 1;
    private static final int PAM0 = 0x90;
    private static final int PAM_REGISTERS = 7;
    private static final int PAM_HIGH_HALF_RAM = 0x30;
    private static final int PAM_ALL_RAM = 0x33;

    private static final int LPC = 0x1f << 3;
    private static final int PMBASE = 0x40;
    private static final int ACPI_CNTL = 0x44;
    private static final int ACPI_ENABLE = 0x80;
    private static final int PIRQA_ROUT = 0x60;
    private static final int PIRQE_ROUT = 0x68;
    private static final int RCBA = 0xf0;
    private static final int RCBA_VALUE = 0xfed1_c001;

    private static final int[] PIRQ_LINES = {10, 10, 11, 11};

    private final ConfigSpaceAccess config;
    private final Board board;

    public ChipsetSetup(ConfigSpaceAccess config, Board board) {
        this.config = config;
        this.board = board;
    }

    /** Programs the two bridges. The ACPI interrupt is IRQ 9, as at power-on. */
    public void program() {
        config.write(MCH, PCIEXBAR, 4, 0);
        config.write(MCH, PCIEXBAR + 4, 4, (int) (board.pciExpressBase() >>> 32));
        config.write(MCH, PCIEXBAR, 4, (int) board.pciExpressBase() | PCIEXBAR_ENABLE_256_MIB);
        config.write(MCH, PAM0, 1, PAM_HIGH_HALF_RAM);
        for (int i = 1; i < PAM_REGISTERS; i++) {
            config.write(MCH, PAM0 + i, 1, PAM_ALL_RAM);
        }
        config.write(LPC, PMBASE, 4, board.pmBase() | 1);
        config.write(LPC, ACPI_CNTL, 1, ACPI_ENABLE);
        config.write(LPC, RCBA, 4, RCBA_VALUE);
        for (int i = 0; i < PIRQ_LINES.length; i++) {
            config.write(LPC, PIRQA_ROUT + i, 1, PIRQ_LINES[i]);
            config.write(LPC, PIRQE_ROUT + i, 1, PIRQ_LINES[i]);
        }
    }

    /**
     * The interrupt of the 8259s that a pin on bus 0 ends at.
     *
     * @param pin 0 for INTA# to 3 for INTD#
     */
    static int interruptLine(Board board, int device, int pin) {
        return PIRQ_LINES[board.pirq(device, pin) % PIRQ_LINES.length];
    }
}
