package org.vitrine.engine.ata;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The commands of a port, from the command list to their ends (AHCI 1.3.1, 5.3 and 6.2). One is executed at a time; of those that the device accepts
 * into its queue (NCQ), up to 32 are under way together. Others wait for those, and those for others.
 *
 * <p>Everything happens under the HBA's lock, but for {@link #execute}, which the port's worker calls between {@link #begin} and
 * {@link #executed}, and what the device does with deferred commands.
 */
final class PortCommands implements CommandLink {
    /** How the execution of a command went. */
    enum Outcome {
        /** The device replied. */
        REPLIED,
        /** The device goes on with it. */
        DEFERRED,
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

    private final AhciHba hba;
    private final GuestMemory memory;
    private final AhciPort port;
    private final PortState state;

    /** The worker is between {@link #begin} and {@link #executed}. */
    private boolean fetching;
    /** A command is executed that is not in the queue. */
    private boolean executing;

    private @Nullable AtaCommand current;
    private final @Nullable AtaCommand[] queue = new AtaCommand[PortState.SLOTS];
    /** The slots of the queue that are in use, a bit each. */
    private int queued;
    /** Whatever is under way is forgotten when it ends. */
    private volatile boolean cancelled;

    private int taskFileBefore;
    private boolean complained;

    PortCommands(AhciHba hba, GuestMemory memory, AhciPort port) {
        this.hba = hba;
        this.memory = memory;
        this.port = port;
        this.state = port.state;
    }

    /** Whether a command may still reach the guest's memory. */
    boolean underWay() {
        return executing || queued != 0;
    }

    /** Whether the worker is busy with the port. */
    boolean fetching() {
        return fetching;
    }

    /** Never during a command. */
    void reset(boolean power) {
        complained &= !power;
    }

    /** What is under way is forgotten when it ends. */
    void cancel() {
        cancelled = underWay();
    }

    /** Whether there is a command that can be executed now. */
    boolean runnable() {
        if (fetching
                || executing
                || cancelled
                || !state.ready()
                || !port.connected()
                || (state.taskFile & (TaskFile.BUSY | TaskFile.DATA_REQUEST)) != 0) {
            return false;
        }
        if (interrupted() != 0) {
            return true;
        }
        return state.commandIssue != 0 && (queued == 0 || mayJoinQueue(state.peekNextSlot()));
    }

    /** The guest marks a queued command in PxSACT before it issues it. */
    private boolean mayJoinQueue(int slot) {
        return (state.sataActive >>> slot & 1) != 0 && (queued >>> slot & 1) == 0;
    }

    /** Those that the device had accepted when it was paused. */
    private int interrupted() {
        return state.accepted & ~queued;
    }

    /** Takes the next command. Only if {@link #runnable}. @return guest physical address of its header */
    long begin() {
        taskFileBefore = state.taskFile;
        if (interrupted() != 0) {
            state.slot = Integer.numberOfTrailingZeros(interrupted());
        } else {
            state.selectNextSlot();
            state.taskFile = state.taskFile & 0xff & ~TaskFile.FAILED | TaskFile.BUSY;
        }
        executing = true;
        fetching = true;
        return state.commandList + (long) state.slot * CommandHeader.SIZE;
    }

    /** Executes the command that was begun, without the HBA's lock. */
    Outcome execute(int slot, long headerAddress) {
        Outcome outcome;
        try {
            outcome = run(slot, headerAddress);
        } catch (RuntimeException | Error e) {
            // A programming error of ours: the guest must not hang, nor the worker end.
            hba.warn("port " + port.index() + " failed at a command: " + e);
            synchronized (hba) {
                forget(slot);
                return Outcome.HOST_BUS_FATAL;
            }
        }
        return outcome != Outcome.DEFERRED && !hba.busMaster() ? Outcome.HELD : outcome;
    }

    private Outcome run(int slot, long headerAddress) {
        CommandHeader header = CommandHeader.read(memory, headerAddress);
        AtaDevice target = port.device();
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
        PhysicalRegions regions = new PhysicalRegions(memory, header.table() + CommandTable.REGIONS, header.regions());
        AtaCommand command = new AtaCommand(slot, header, table, regions, this);
        synchronized (hba) {
            current = command;
        }
        target.execute(command);
        if (command.deferred()) {
            return Outcome.DEFERRED;
        }
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

    /** The worker is done with the command that was begun. */
    void executed(Outcome outcome) {
        fetching = false;
        if (outcome != Outcome.DEFERRED) {
            endCurrent(outcome);
        }
    }

    private void forget(int slot) {
        queue[slot] = null;
        queued &= ~(1 << slot);
        state.accepted &= ~(1 << slot);
        executing = true;
    }

    @Override
    public boolean stopped() {
        return cancelled || hba.pausing() || !hba.busMaster();
    }

    @Override
    public void pioBlock(TaskFile file, int statusAfter, int bytes, boolean toHost) {
        synchronized (hba) {
            if (!cancelled && hba.busMaster()) {
                port.showPioBlock(file, statusAfter, bytes, toHost);
                hba.updateInterrupts();
            }
        }
    }

    @Override
    public void accepted(AtaCommand command) {
        synchronized (hba) {
            int bit = 1 << command.slot();
            executing = false;
            current = null;
            queue[command.slot()] = command;
            queued |= bit;
            if (cancelled) {
                return;
            }
            state.taskFile = TaskFile.READY | TaskFile.SEEK_COMPLETE;
            if ((state.accepted & bit) == 0) {
                state.accepted |= bit;
                state.commandIssue &= ~bit;
                TaskFile taken = command.result;
                taken.succeed();
                port.show(taken, false);
            }
        }
    }

    @Override
    public void ended(AtaCommand command) {
        synchronized (hba) {
            if (queue[command.slot()] == command) {
                endQueued(command);
            } else if (current == command) {
                boolean held = command.end() == AtaCommand.End.STOPPED || !hba.busMaster();
                endCurrent(held ? Outcome.HELD : Outcome.REPLIED);
            }
            hba.progressed(port);
        }
    }

    private void endQueued(AtaCommand command) {
        int bit = 1 << command.slot();
        queue[command.slot()] = null;
        queued &= ~bit;
        boolean held = command.end() == AtaCommand.End.STOPPED || !hba.busMaster();
        if (!cancelled && !state.halted && !held) {
            replyQueued(command, bit);
        }
        drained();
    }

    private void replyQueued(AtaCommand command, int bit) {
        state.accepted &= ~bit;
        noteData(command);
        if (command.result.failed()) {
            // The device has given up all others too, until the guest asks which one failed (Serial ATA 3.0, 13.6.4).
            state.accepted = 0;
            port.showDeviceBits(command.result, 0);
            state.halted = true;
            state.interruptStatus |= PortBits.INTERRUPT_TASK_FILE_ERROR;
        } else {
            port.showDeviceBits(command.result, bit);
        }
    }

    private void endCurrent(Outcome outcome) {
        AtaCommand ended = current;
        executing = false;
        current = null;
        if (!cancelled) {
            conclude(outcome, ended);
        }
        drained();
    }

    private void drained() {
        if (underWay()) {
            return;
        }
        if (cancelled) {
            cancelled = false;
            if (port.connected()) {
                state.taskFile = TaskFile.READY | TaskFile.SEEK_COMPLETE;
            }
        }
        port.settle();
    }

    /** Whatever is under way has to begin anew. Only while the device is paused. */
    void withdraw() {
        if (executing) {
            endCurrent(Outcome.HELD);
        }
        Arrays.fill(queue, null);
        queued = 0;
        drained();
    }

    private void conclude(Outcome outcome, @Nullable AtaCommand command) {
        if (outcome == Outcome.HELD) {
            state.taskFile = taskFileBefore;
            state.nextSlot = state.slot;
            return;
        }
        state.accepted &= ~(1 << state.slot);
        switch (outcome) {
            case SIGNATURE -> {
                AtaDevice present = port.device();
                if (present != null) {
                    port.showSignature(present);
                }
                state.commandDone();
            }
            case SILENT -> {
                state.taskFile = taskFileBefore;
                state.commandDone();
            }
            case HOST_BUS_FATAL -> halt(PortBits.INTERRUPT_HOST_BUS_FATAL, "its structures lie outside memory");
            case INTERFACE_FATAL -> halt(PortBits.INTERRUPT_INTERFACE_FATAL, "it is not a register FIS");
            case REPLIED, DEFERRED, HELD -> {
                if (command != null) {
                    reply(command);
                }
            }
        }
    }

    private void reply(AtaCommand command) {
        command.header().writeBytesDone(memory, command.regions().transferred());
        noteData(command);
        TaskFile result = command.result;
        if (command.end() == AtaCommand.End.PIO_BLOCK) {
            int statusAfter = result.status;
            result.status |= TaskFile.DATA_REQUEST;
            port.showPioBlock(result, statusAfter, command.lastBlock(), true);
            state.commandDone();
            return;
        }
        port.show(result, true);
        state.interruptStatus |= PortBits.INTERRUPT_REGISTER_FIS;
        if (result.failed()) {
            // The command stays issued, so that the guest can see which one it was (AHCI 1.3.1, 6.2.2).
            state.halted = true;
            state.interruptStatus |= PortBits.INTERRUPT_TASK_FILE_ERROR;
        } else {
            state.commandDone();
        }
    }

    private void noteData(AtaCommand command) {
        if (command.regions().interrupt()) {
            state.interruptStatus |= PortBits.INTERRUPT_DESCRIPTOR;
        }
        if (command.overflow()) {
            state.interruptStatus |= PortBits.INTERRUPT_OVERFLOW;
        }
    }

    /** Stops the port until the guest starts it anew; the device has not seen the command. */
    private void halt(int interrupt, String why) {
        state.halted = true;
        state.taskFile = taskFileBefore;
        state.interruptStatus |= interrupt;
        if (!complained) {
            complained = true;
            hba.warn("port " + port.index() + " stopped at the command in slot " + state.slot + ": " + why);
        }
    }
}
