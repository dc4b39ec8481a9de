package org.vitrine.engine.ata;

import org.vitrine.engine.device.RegisterMap;

/**
 * The registers behind the ABAR, 32 bits each: generic host control (AHCI 1.3.1, 3.1) and those of each port (3.3).
 * What is not named here reads as zero.
 */
enum AhciRegister implements RegisterMap.Register {
    CAPABILITIES(0x00),
    GLOBAL_HOST_CONTROL(0x04),
    INTERRUPT_STATUS(0x08),
    PORTS_IMPLEMENTED(0x0c),
    VERSION(0x10),

    PORT_COMMAND_LIST_BASE(0x100),
    PORT_COMMAND_LIST_BASE_UPPER(0x104),
    PORT_FIS_BASE(0x108),
    PORT_FIS_BASE_UPPER(0x10c),
    PORT_INTERRUPT_STATUS(0x110),
    PORT_INTERRUPT_ENABLE(0x114),
    PORT_COMMAND(0x118),
    PORT_TASK_FILE_DATA(0x120),
    PORT_SIGNATURE(0x124),
    PORT_SATA_STATUS(0x128),
    PORT_SATA_CONTROL(0x12c),
    PORT_SATA_ERROR(0x130),
    PORT_SATA_ACTIVE(0x134),
    PORT_COMMAND_ISSUE(0x138);

    /** GHC.HR: the HBA is reset; the bit clears itself when that is done. */
    static final int CONTROL_RESET = 1;
    /** GHC.IE: interrupts leave the HBA. */
    static final int CONTROL_INTERRUPT_ENABLE = 1 << 1;
    /** GHC.AE: AHCI mode; always on, since there is no other (CAP.SAM). */
    static final int CONTROL_AHCI_ENABLE = 1 << 31;

    private static final int FIRST_PORT = 0x100;
    private static final int PORT_STRIDE = 0x80;

    private final int offset;

    AhciRegister(int offset) {
        this.offset = offset;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return 4;
    }

    @Override
    public int count() {
        return offset < FIRST_PORT ? 1 : AhciHba.PORTS;
    }

    @Override
    public int stride() {
        return PORT_STRIDE;
    }
}
