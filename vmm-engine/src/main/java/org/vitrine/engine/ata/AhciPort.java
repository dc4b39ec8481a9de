package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A port of an HBA: its registers and its state machine (AHCI 1.3.1, 3.3 and clause 5).
 *
 * <p>Everything happens under the HBA's lock, but for {@link #execute}, which runs between {@link #begin} and
 * {@link #finish} without it. What the guest does to the port in that time (stop, COMRESET, HBA reset) takes effect on
 * the device when the command has returned, so that no data arrives once the port says that it has stopped.
 */
final class AhciPort implements CommandLink {
    private static final int NO_DEVICE = 0x7f;
    private static final int NO_SIGNATURE = -1;
    /** PxSSTS: active, at the given speed, with a device and communication. */
    private static final int LINK_UP = 0x103;

    private static final int FASTEST_GENERATION = 2;

    private final AhciHba hba;
    private final GuestMemory memory;
    private final int index;
    private final TaskFile shown = new TaskFile();
    private @Nullable AtaDevice device;

    final PortState state = new PortState();

    private boolean executing;
    private volatile boolean cancelled;
    private boolean resetPending;
    private int taskFileBefore;
    private Outcome outcome = Outcome.HELD;
    private @Nullable CommandHeader header;
    private @Nullable AtaCommand command;
    private boolean complained;

    /** How the execution of a command went. */
    private enum Outcome {
        /** The device replied. */
        REPLIED,
        /** The device was reset and shows its signature. */
        SIGNATURE,
        /** The device took it and has nothing to say. */
        SILENT,
        /** It is to be executed anew. */
        HELD,
        /** Its structures are not in memory. */
        HOST_BUS_FATAL,
        /** It could not be sent to the device. */
        INTERFACE_FATAL
    }

    AhciPort(AhciHba hba, GuestMemory memory, int index) {
        this.hba = hba;
        this.memory = memory;
        this.index = index;
    }

    void attach(AtaDevice attached) {
        device = attached;
    }

    @Nullable
    AtaDevice device() {
        return device;
    }

    int index() {
        return index;
    }

    boolean executing() {
        return executing;
    }

    /** A reset by power, or by GHC.HR, which spares the addresses (AHCI 1.3.1, 10.4.3). Never during a command. */
    void reset(boolean power) {
        state.reset(power);
        complained &= !power;
        resetPending = false;
        if (device != null) {
            connect();
        } else {
            state.taskFile = NO_DEVICE;
        }
        settle();
    }

    /** The command under way, if any, is forgotten when it returns. */
    void cancel() {
        cancelled = executing;
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
                        | state.slot << PortBits.COMMAND_SLOT_SHIFT
                        | (state.receivesFis() ? PortBits.COMMAND_FIS_RUNNING : 0)
                        | (state.started() || executing ? PortBits.COMMAND_LIST_RUNNING : 0);
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
            cancel();
        }
        settle();
    }

    private void writeControl(int value) {
        boolean wasUp = linkUp();
        state.sataControl = value;
        if (wasUp && !linkUp()) {
            state.taskFile = NO_DEVICE;
            state.sataError |= PortBits.ERROR_PHY_READY_CHANGE;
            state.signaturePending = false;
            cancel();
        } else if (!wasUp && linkUp()) {
            connect();
        }
        settle();
    }

    /** Does what had to wait for the end of a command. */
    private void settle() {
        AtaDevice present = device;
        if (executing || present == null || !linkUp()) {
            return;
        }
        if (resetPending) {
            resetPending = false;
            state.softReset = false;
            present.reset(AtaDevice.Reset.HARD);
            state.signaturePending = true;
        }
        if (state.signaturePending && state.receivesFis()) {
            state.signaturePending = false;
            present.signature(shown);
            show(shown, false);
            state.signature = shown.signature();
        }
    }

    private void show(TaskFile file, boolean interrupt) {
        if (state.receivesFis() && hba.busMaster()) {
            ReceivedFis.register(memory, state.receivedFis, file, interrupt);
        }
        state.taskFile = file.status | file.error << 8;
    }

    /** Whether there is a command that can be executed now. */
    boolean runnable() {
        return state.commandIssue != 0
                && !executing
                && !resetPending
                && state.ready()
                && linkUp()
                && (state.taskFile & (TaskFile.BUSY | TaskFile.DATA_REQUEST)) == 0;
    }

    /** Takes the next command. Only if {@link #runnable}. */
    void begin() {
        state.selectNextSlot();
        taskFileBefore = state.taskFile;
        state.taskFile = state.taskFile & 0xff & ~TaskFile.FAILED | TaskFile.BUSY;
        executing = true;
        cancelled = false;
    }

    /** Executes the command that was begun, without the HBA's lock. */
    void execute(long headerAddress) {
        outcome = run(headerAddress);
        if (!hba.busMaster()) {
            outcome = Outcome.HELD;
        }
    }

    /** Guest physical address of the header of the command that was begun. */
    long headerAddress() {
        return state.commandList + (long) state.slot * CommandHeader.SIZE;
    }

    private Outcome run(long headerAddress) {
        command = null;
        header = CommandHeader.read(memory, headerAddress);
        AtaDevice target = device;
        if (header == null || target == null) {
            return Outcome.HOST_BUS_FATAL;
        }
        CommandTable table = CommandTable.read(memory, header.table());
        if (table == null) {
            return Outcome.HOST_BUS_FATAL;
        }
        if (table.malformed() || header.fisBytes() < CommandTable.FIS_BYTES) {
            return Outcome.INTERFACE_FATAL;
        }
        if (!table.isCommand()) {
            return control(target, table);
        }
        command = new AtaCommand(
                table, new PhysicalRegions(memory, header.table() + CommandTable.REGIONS, header.regions()), this);
        target.execute(command);
        return command.end() == AtaCommand.End.STOPPED ? Outcome.HELD : Outcome.REPLIED;
    }

    private Outcome control(AtaDevice target, CommandTable table) {
        boolean asserted = (table.control() & CommandTable.CONTROL_RESET) != 0;
        boolean released = state.softReset && !asserted;
        state.softReset = asserted;
        if (released) {
            target.reset(AtaDevice.Reset.SOFT);
            return Outcome.SIGNATURE;
        }
        return Outcome.SILENT;
    }

    @Override
    public boolean stopped() {
        return cancelled || hba.pausing() || !hba.busMaster();
    }

    @Override
    public void pioBlock(TaskFile file, int statusAfter, int bytes, boolean toHost) {
        synchronized (hba) {
            if (!cancelled && hba.busMaster()) {
                showPioBlock(file, statusAfter, bytes, toHost);
                hba.updateInterrupts();
            }
        }
    }

    private void showPioBlock(TaskFile file, int statusAfter, int bytes, boolean toHost) {
        if (state.receivesFis()) {
            ReceivedFis.pioSetup(memory, state.receivedFis, file, statusAfter, bytes, toHost, toHost);
        }
        state.taskFile = statusAfter | file.error << 8;
        if (toHost) {
            state.interruptStatus |= PortBits.INTERRUPT_PIO_SETUP;
        }
    }

    /** Ends the command that was executed. */
    void finish() {
        executing = false;
        if (cancelled) {
            cancelled = false;
            if (linkUp() && !resetPending) {
                state.taskFile = TaskFile.READY | TaskFile.SEEK_COMPLETE;
            }
        } else {
            conclude();
        }
        command = null;
        header = null;
        settle();
    }

    private void conclude() {
        switch (outcome) {
            case REPLIED -> reply();
            case SIGNATURE -> {
                AtaDevice present = device;
                if (present != null) {
                    present.signature(shown);
                    show(shown, false);
                    state.signature = shown.signature();
                }
                state.commandDone();
            }
            case SILENT -> {
                state.taskFile = taskFileBefore;
                state.commandDone();
            }
            case HELD -> {
                state.taskFile = taskFileBefore;
                state.nextSlot = state.slot;
            }
            case HOST_BUS_FATAL -> halt(PortBits.INTERRUPT_HOST_BUS_FATAL, "its structures lie outside memory");
            case INTERFACE_FATAL -> halt(PortBits.INTERRUPT_INTERFACE_FATAL, "it is not a register FIS");
        }
    }

    private void reply() {
        if (command == null || header == null) {
            return;
        }
        PhysicalRegions regions = command.regions();
        header.writeBytesDone(memory, regions.transferred());
        if (regions.interrupt()) {
            state.interruptStatus |= PortBits.INTERRUPT_DESCRIPTOR;
        }
        if (command.overflow()) {
            state.interruptStatus |= PortBits.INTERRUPT_OVERFLOW;
        }
        TaskFile result = command.result;
        if (command.end() == AtaCommand.End.PIO_BLOCK) {
            int statusAfter = result.status;
            result.status |= TaskFile.DATA_REQUEST;
            showPioBlock(result, statusAfter, (int) regions.transferred(), true);
            state.commandDone();
            return;
        }
        show(result, true);
        state.interruptStatus |= PortBits.INTERRUPT_REGISTER_FIS;
        if ((result.status & TaskFile.FAILED) != 0) {
            // The command stays issued, so that the guest can see which one it was (AHCI 1.3.1, 6.2.2).
            state.halted = true;
            state.interruptStatus |= PortBits.INTERRUPT_TASK_FILE_ERROR;
        } else {
            state.commandDone();
        }
    }

    /** Stops the port until the guest starts it anew; the device has not seen the command. */
    private void halt(int interrupt, String why) {
        state.halted = true;
        state.taskFile = taskFileBefore;
        state.interruptStatus |= interrupt;
        if (!complained) {
            complained = true;
            hba.warn("port " + index + " stopped at the command in slot " + state.slot + ": " + why);
        }
    }

    /** A programming error of ours ended the command: the guest must not hang, nor the worker end. */
    void fail(RuntimeException e) {
        outcome = Outcome.HOST_BUS_FATAL;
        hba.warn("port " + index + " failed at a command: " + e);
    }
}
