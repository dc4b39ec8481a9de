package org.vitrine.engine.ata;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The registers of a port that are saved (AHCI 1.3.1, 3.3), and the variables of its state machine. Under the HBA's lock. */
final class PortState {
    /** Bits of PxCMD that only the guest changes. */
    static final int COMMAND_KEPT = PortBits.COMMAND_START | PortBits.COMMAND_FIS_RECEIVE | PortBits.COMMAND_LED;

    static final int SLOTS = 32;
    /** The task file of a port without a device. */
    static final int NO_DEVICE = 0x7f;

    private static final long LIST_ALIGNMENT = ~0x3ffL;
    private static final long FIS_ALIGNMENT = ~0xffL;

    long commandList;
    long receivedFis;
    int interruptStatus;
    int interruptEnable;
    int command;
    int taskFile;
    int signature;
    int sataControl;
    int sataError;
    int sataActive;
    int commandIssue;
    /** Queued commands that the device has taken and not yet ended, by their tags; those that are not under way begin anew. */
    int accepted;
    /** The current command's slot (PxCMD.CCS). */
    int slot;
    /** Where the search for the next command begins. */
    int nextSlot;
    /** After a fatal error, until the guest clears PxCMD.ST. */
    boolean halted;
    /** The device has its signature ready, which the guest does not yet receive. */
    boolean signaturePending;
    /** SRST is set in the device control register. */
    boolean softReset;

    boolean started() {
        return (command & PortBits.COMMAND_START) != 0;
    }

    boolean receivesFis() {
        return (command & PortBits.COMMAND_FIS_RECEIVE) != 0;
    }

    /** Whether commands may be executed, as far as the guest's side is concerned. */
    boolean ready() {
        return started() && receivesFis() && !halted && !signaturePending;
    }

    void reset(boolean withAddresses) {
        if (withAddresses) {
            commandList = 0;
            receivedFis = 0;
        }
        interruptStatus = 0;
        interruptEnable = 0;
        command = 0;
        taskFile = 0;
        signature = -1;
        sataControl = 0;
        sataError = 0;
        signaturePending = false;
        softReset = false;
        forgetCommands();
    }

    /** What the removal of the device does; the guest's commands are left over, for nobody. */
    void disconnect() {
        taskFile = NO_DEVICE;
        signaturePending = false;
        softReset = false;
        accepted = 0;
        halted = started();
    }

    /** What clearing PxCMD.ST does. */
    void forgetCommands() {
        sataActive = 0;
        commandIssue = 0;
        accepted = 0;
        slot = 0;
        nextSlot = 0;
        halted = false;
    }

    void writeBase(AhciRegister register, int value, int mask) {
        switch (register) {
            case PORT_COMMAND_LIST_BASE -> commandList = low(commandList, value, mask) & LIST_ALIGNMENT;
            case PORT_COMMAND_LIST_BASE_UPPER -> commandList = high(commandList, value, mask);
            case PORT_FIS_BASE -> receivedFis = low(receivedFis, value, mask) & FIS_ALIGNMENT;
            case PORT_FIS_BASE_UPPER -> receivedFis = high(receivedFis, value, mask);
            default -> throw new IllegalArgumentException(register.name());
        }
    }

    private static long low(long old, int value, int mask) {
        return old & ~(mask & 0xffff_ffffL) | value & 0xffff_ffffL;
    }

    private static long high(long old, int value, int mask) {
        return old & ~((long) mask << 32) | (long) value << 32;
    }

    /** The next slot with a command, in turn (AHCI 1.3.1, 5.3.2). There is one. */
    int peekNextSlot() {
        int ahead = Integer.rotateRight(commandIssue, nextSlot);
        return (nextSlot + Integer.numberOfTrailingZeros(ahead)) % SLOTS;
    }

    /** Goes to that slot. */
    void selectNextSlot() {
        slot = peekNextSlot();
        nextSlot = (slot + 1) % SLOTS;
    }

    void commandDone() {
        commandIssue &= ~(1 << slot);
    }

    void save(StateWriter out, String prefix) {
        out.put(prefix + "clb", commandList);
        out.put(prefix + "fb", receivedFis);
        out.put(prefix + "is", interruptStatus);
        out.put(prefix + "ie", interruptEnable);
        out.put(prefix + "cmd", command);
        out.put(prefix + "tfd", taskFile);
        out.put(prefix + "sig", signature);
        out.put(prefix + "sctl", sataControl);
        out.put(prefix + "serr", sataError);
        out.put(prefix + "sact", sataActive);
        out.put(prefix + "ci", commandIssue);
        out.put(prefix + "accepted", accepted);
        out.put(prefix + "slot", slot);
        out.put(prefix + "nextSlot", nextSlot);
        out.put(prefix + "halted", halted);
        out.put(prefix + "signaturePending", signaturePending);
        out.put(prefix + "softReset", softReset);
    }

    void load(StateReader in, String prefix) throws StateException {
        commandList = in.getLong(prefix + "clb") & LIST_ALIGNMENT;
        receivedFis = in.getLong(prefix + "fb") & FIS_ALIGNMENT;
        interruptStatus = in.getInt(prefix + "is");
        interruptEnable = in.getInt(prefix + "ie") & PortBits.INTERRUPTS;
        command = in.getInt(prefix + "cmd") & COMMAND_KEPT;
        taskFile = in.getInt(prefix + "tfd", 0, 0xffff);
        signature = in.getInt(prefix + "sig");
        sataControl = in.getInt(prefix + "sctl", 0, PortBits.CONTROL);
        sataError = in.getInt(prefix + "serr");
        sataActive = in.getInt(prefix + "sact");
        commandIssue = in.getInt(prefix + "ci");
        accepted = in.getInt(prefix + "accepted");
        slot = in.getInt(prefix + "slot", 0, SLOTS - 1);
        nextSlot = in.getInt(prefix + "nextSlot", 0, SLOTS - 1);
        halted = in.getBoolean(prefix + "halted");
        signaturePending = in.getBoolean(prefix + "signaturePending");
        softReset = in.getBoolean(prefix + "softReset");
    }
}
