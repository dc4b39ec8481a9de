package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A port of an HBA: its registers, its link and the device at the other end (AHCI 1.3.1, 3.3 and clause 5). Everything under the HBA's
 * lock.
 *
 * <p>What the guest does to the port while commands are under way (stop, COMRESET, HBA reset) takes effect on the device when
 * they have ended, so that no data arrives once the port says that it has stopped.
 */
final class AhciPort {
    private static final int NO_SIGNATURE = -1;
    /** PxSSTS: active, at the given speed, with a device and communication. */
    private static final int LINK_UP = 0x103;

    private static final int FASTEST_GENERATION = 2;

    private final AhciHba hba;
    private final GuestMemory memory;
    private final int index;
    private final TaskFile shown = new TaskFile();
    private @Nullable AtaDevice device;
    private boolean resetPending;

    final PortState state = new PortState();
    final PortCommands commands;

    AhciPort(AhciHba hba, GuestMemory memory, int index) {
        this.hba = hba;
        this.memory = memory;
        this.index = index;
        this.commands = new PortCommands(hba, memory, this);
    }

    void attach(AtaDevice attached) {
        device = attached;
    }

    /** Connects a device while the guest is there, which issues commands to it only after it has restarted the port (AHCI 1.3.1, 7.4). */
    void plug(AtaDevice plugged) {
        device = plugged;
        state.halted |= state.started();
        if (linkUp()) {
            connect();
        }
        settle();
    }

    /** Takes the device off; the link goes down, and what was issued to it stays issued until the guest restarts the port. */
    @Nullable
    AtaDevice unplug() {
        AtaDevice gone = device;
        if (gone == null) {
            return null;
        }
        if (linkUp()) {
            state.sataError |= PortBits.ERROR_PHY_READY_CHANGE;
        }
        device = null;
        resetPending = false;
        state.disconnect();
        return gone;
    }

    @Nullable
    AtaDevice device() {
        return device;
    }

    int index() {
        return index;
    }

    /** A reset by power, or by GHC.HR, which spares the addresses (AHCI 1.3.1, 10.4.3). Never during a command. */
    void reset(boolean power) {
        state.reset(power);
        commands.reset(power);
        resetPending = false;
        if (device != null) {
            connect();
        } else {
            state.taskFile = PortState.NO_DEVICE;
        }
        settle();
    }

    private void connect() {
        state.taskFile = TaskFile.BUSY;
        state.signature = NO_SIGNATURE;
        state.sataError |= PortBits.ERROR_EXCHANGED | PortBits.ERROR_PHY_READY_CHANGE;
        resetPending = true;
    }

    private boolean linkUp() {
        return device != null && (state.sataControl & PortBits.CONTROL_DETECTION) == 0;
    }

    /** Whether the device can be sent a command, as far as the link is concerned. */
    boolean connected() {
        return linkUp() && !resetPending;
    }

    private int sataStatus() {
        int detection = state.sataControl & PortBits.CONTROL_DETECTION;
        if (detection == PortBits.DETECTION_OFFLINE) {
            return PortBits.DETECTION_OFFLINE;
        }
        if (!linkUp()) {
            return 0;
        }
        int limit = state.sataControl >>> 4 & 0xf;
        return LINK_UP | (limit == 1 ? 1 : FASTEST_GENERATION) << 4;
    }

    /** PxIS with the bits that only mirror PxSERR. */
    private int interruptStatus() {
        int status = state.interruptStatus;
        if ((state.sataError & PortBits.ERROR_EXCHANGED) != 0) {
            status |= PortBits.INTERRUPT_CONNECT_CHANGE;
        }
        if ((state.sataError & PortBits.ERROR_PHY_READY_CHANGE) != 0) {
            status |= PortBits.INTERRUPT_PHY_CHANGE;
        }
        return status;
    }

    boolean interrupting() {
        return (interruptStatus() & state.interruptEnable) != 0;
    }

    /** A register of the port; 0 for those of the HBA. */
    int read(AhciRegister register) {
        return switch (register) {
            case PORT_COMMAND_LIST_BASE -> (int) state.commandList;
            case PORT_COMMAND_LIST_BASE_UPPER -> (int) (state.commandList >>> 32);
            case PORT_FIS_BASE -> (int) state.receivedFis;
            case PORT_FIS_BASE_UPPER -> (int) (state.receivedFis >>> 32);
            case PORT_INTERRUPT_STATUS -> interruptStatus();
            case PORT_INTERRUPT_ENABLE -> state.interruptEnable;
            case PORT_COMMAND ->
                state.command
                        | PortBits.COMMAND_SPUN_UP_AND_ON
                        | PortBits.COMMAND_HOT_PLUG_CAPABLE
                        | state.slot << PortBits.COMMAND_SLOT_SHIFT
                        | (state.receivesFis() ? PortBits.COMMAND_FIS_RUNNING : 0)
                        | (state.started() || commands.underWay() ? PortBits.COMMAND_LIST_RUNNING : 0);
            case PORT_TASK_FILE_DATA -> state.taskFile;
            case PORT_SIGNATURE -> state.signature;
            case PORT_SATA_STATUS -> sataStatus();
            case PORT_SATA_CONTROL -> state.sataControl;
            case PORT_SATA_ERROR -> state.sataError;
            case PORT_SATA_ACTIVE -> state.sataActive;
            case PORT_COMMAND_ISSUE -> state.commandIssue;
            default -> 0;
        };
    }

    /**
     * Writes a register of the port; others, and those that are read-only, stay as they are.
     *
     * @param mask the bits that the access covers; {@code value} has no others
     */
    void write(AhciRegister register, int value, int mask) {
        switch (register) {
            case PORT_COMMAND_LIST_BASE, PORT_COMMAND_LIST_BASE_UPPER, PORT_FIS_BASE, PORT_FIS_BASE_UPPER ->
                state.writeBase(register, value, mask);
            case PORT_INTERRUPT_STATUS -> state.interruptStatus &= ~value;
            case PORT_INTERRUPT_ENABLE ->
                state.interruptEnable = (state.interruptEnable & ~mask | value) & PortBits.INTERRUPTS;
            case PORT_COMMAND -> writeCommand(state.command & ~mask | value);
            case PORT_SATA_CONTROL -> writeControl((state.sataControl & ~mask | value) & PortBits.CONTROL);
            case PORT_SATA_ERROR -> state.sataError &= ~value;
            case PORT_SATA_ACTIVE -> state.sataActive |= state.started() ? value : 0;
            case PORT_COMMAND_ISSUE -> state.commandIssue |= state.started() ? value : 0;
            default -> {}
        }
    }

    private void writeCommand(int value) {
        boolean wasStarted = state.started();
        state.command = value & PortState.COMMAND_KEPT;
        if ((value & PortBits.COMMAND_LIST_OVERRIDE) != 0 && !wasStarted) {
            state.taskFile &= ~(TaskFile.BUSY | TaskFile.DATA_REQUEST);
        }
        if (wasStarted && !state.started()) {
            state.forgetCommands();
            commands.cancel();
        }
        settle();
    }

    private void writeControl(int value) {
        boolean wasUp = linkUp();
        state.sataControl = value;
        if (wasUp && !linkUp()) {
            state.taskFile = PortState.NO_DEVICE;
            state.sataError |= PortBits.ERROR_PHY_READY_CHANGE;
            state.signaturePending = false;
            commands.cancel();
        } else if (!wasUp && linkUp()) {
            connect();
        }
        settle();
    }

    /** Does what had to wait for the end of all commands. */
    void settle() {
        AtaDevice present = device;
        if (commands.underWay() || present == null || !linkUp()) {
            return;
        }
        if (resetPending) {
            resetPending = false;
            state.softReset = false;
            state.accepted = 0;
            present.reset(AtaDevice.Reset.HARD);
            state.signaturePending = true;
        }
        if (state.signaturePending && state.receivesFis()) {
            state.signaturePending = false;
            showSignature(present);
        }
    }

    /** Shows what the device has in its registers after a reset. */
    void showSignature(AtaDevice present) {
        present.signature(shown);
        show(shown, false);
        state.signature = shown.signature();
    }

    /** Takes a register FIS of the device. */
    void show(TaskFile file, boolean interrupt) {
        if (state.receivesFis() && hba.busMaster()) {
            ReceivedFis.register(memory, state.receivedFis, file, interrupt);
        }
        state.taskFile = file.status | file.error << 8;
    }

    /** Takes a set device bits FIS of the device. @param completed tags, a bit each */
    void showDeviceBits(TaskFile file, int completed) {
        if (state.receivesFis()) {
            ReceivedFis.setDeviceBits(memory, state.receivedFis, file.status, file.error, completed);
        }
        int kept = state.taskFile & (TaskFile.BUSY | TaskFile.DATA_REQUEST);
        state.taskFile = kept | file.status & ~(TaskFile.BUSY | TaskFile.DATA_REQUEST) | file.error << 8;
        state.sataActive &= ~completed;
        state.interruptStatus |= PortBits.INTERRUPT_SET_DEVICE_BITS;
    }

    /** Takes a PIO set-up FIS of the device, the data being moved already. */
    void showPioBlock(TaskFile file, int statusAfter, int bytes, boolean toHost) {
        if (state.receivesFis()) {
            ReceivedFis.pioSetup(memory, state.receivedFis, file, statusAfter, bytes, toHost, toHost);
        }
        state.taskFile = statusAfter | file.error << 8;
        if (toHost) {
            state.interruptStatus |= PortBits.INTERRUPT_PIO_SETUP;
        }
    }
}
