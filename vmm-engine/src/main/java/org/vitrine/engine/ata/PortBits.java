package org.vitrine.engine.ata;

/** Bits in the registers of a port (AHCI 1.3.1, 3.3.5 to 3.3.12). */
final class PortBits {
    /** PxIS.DHRS: a register FIS with the interrupt bit came. */
    static final int INTERRUPT_REGISTER_FIS = 1;
    /** PxIS.PSS: a PIO set-up FIS with the interrupt bit came and its data was moved. */
    static final int INTERRUPT_PIO_SETUP = 1 << 1;
    /** PxIS.SDBS: a set device bits FIS with the interrupt bit came. */
    static final int INTERRUPT_SET_DEVICE_BITS = 1 << 3;
    /** PxIS.DPS: a region with the interrupt bit was filled. */
    static final int INTERRUPT_DESCRIPTOR = 1 << 5;
    /** PxIS.PCS, which follows PxSERR.DIAG.X. */
    static final int INTERRUPT_CONNECT_CHANGE = 1 << 6;
    /** PxIS.PRCS, which follows PxSERR.DIAG.N. */
    static final int INTERRUPT_PHY_CHANGE = 1 << 22;
    /** PxIS.OFS: the device sent more than the regions hold. */
    static final int INTERRUPT_OVERFLOW = 1 << 24;
    /** PxIS.IFS: a FIS could not be sent. */
    static final int INTERRUPT_INTERFACE_FATAL = 1 << 27;
    /** PxIS.HBFS: a structure of the command lies outside memory. */
    static final int INTERRUPT_HOST_BUS_FATAL = 1 << 29;
    /** PxIS.TFES: the device ended a command with an error. */
    static final int INTERRUPT_TASK_FILE_ERROR = 1 << 30;
    /** Those that exist in PxIE. */
    static final int INTERRUPTS = 0xfdc0_00ff;

    /** PxCMD.ST: the command list is processed. */
    static final int COMMAND_START = 1;
    /** PxCMD.SUD and POD: always on, there being no staggered spin-up and no power control. */
    static final int COMMAND_SPUN_UP_AND_ON = 6;
    /** PxCMD.CLO: BSY and DRQ are forgotten. */
    static final int COMMAND_LIST_OVERRIDE = 1 << 3;
    /** PxCMD.FRE: received FISes are put into memory. */
    static final int COMMAND_FIS_RECEIVE = 1 << 4;

    static final int COMMAND_SLOT_SHIFT = 8;
    /** PxCMD.FR: {@link #COMMAND_FIS_RECEIVE} is in effect. */
    static final int COMMAND_FIS_RUNNING = 1 << 14;
    /** PxCMD.CR: {@link #COMMAND_START} is in effect. */
    static final int COMMAND_LIST_RUNNING = 1 << 15;
    /** PxCMD.HPCP: a device can come and go while the power is on. */
    static final int COMMAND_HOT_PLUG_CAPABLE = 1 << 18;
    /** PxCMD.ATAPI and DLAE drive an LED that is not there: they only keep what is written. */
    static final int COMMAND_LED = 3 << 24;

    /** PxSERR.DIAG.N: the PHY became ready or not ready. */
    static final int ERROR_PHY_READY_CHANGE = 1 << 16;
    /** PxSERR.DIAG.X: a device came. */
    static final int ERROR_EXCHANGED = 1 << 26;

    /** PxSCTL: DET, SPD and IPM. */
    static final int CONTROL = 0xfff;

    static final int CONTROL_DETECTION = 0xf;
    static final int DETECTION_RESET = 1;
    static final int DETECTION_OFFLINE = 4;

    private PortBits() {}
}
