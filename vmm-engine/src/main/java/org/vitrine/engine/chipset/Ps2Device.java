package org.vitrine.engine.chipset;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * What hangs on a port of the keyboard controller (IBM PS/2 Hardware Interface Technical Reference, Keyboard; Auxiliary
 * Device). It belongs to the controller's state and is guarded by the controller's lock.
 *
 * <p>Answers to commands have a queue of their own, which goes first and which a new command empties.
 */
abstract class Ps2Device {
    static final int ACKNOWLEDGE = 0xfa;
    static final int RESEND = 0xfe;
    static final int SELF_TEST_PASSED = 0xaa;

    private static final int MOST_ANSWERS = 16;
    private static final int NONE = -1;

    private final ByteQueue answers = new ByteQueue(MOST_ANSWERS);
    private int awaiting = NONE;
    private int lastSent;

    /** Receives a byte from the controller. */
    final void receive(int value) {
        answers.clear();
        int command = awaiting;
        awaiting = NONE;
        if (command != NONE && isArgument(command, value)) {
            argument(command, value);
        } else {
            command(value);
        }
    }

    /** Whether a byte after a command is its argument, not the next command. */
    abstract boolean isArgument(int command, int value);

    abstract void command(int value);

    abstract void argument(int command, int value);

    final void answer(int value) {
        answers.add(value);
    }

    /** Acknowledges a command and waits for its argument. */
    final void await(int command) {
        answer(ACKNOWLEDGE);
        awaiting = command;
    }

    /** Sends the last byte once more. */
    final void resend() {
        answer(lastSent);
    }

    /** When there is a byte to send: now or earlier, later, or {@link Long#MAX_VALUE} for not at all. */
    final long readyAt(long now) {
        return answers.isEmpty() ? dataReadyAt(now) : now;
    }

    /** When there is a byte to send other than an answer. */
    abstract long dataReadyAt(long now);

    /** Takes the next byte. Only if {@link #readyAt} says now or earlier. */
    final int send(long now) {
        lastSent = answers.isEmpty() ? takeData(now) : answers.take();
        return lastSent;
    }

    abstract int takeData(long now);

    void powerOn() {
        answers.clear();
        awaiting = NONE;
        lastSent = 0;
    }

    /** @param prefix goes before the names of the fields */
    void save(StateWriter out, String prefix) {
        out.put(prefix + "answers", answers.toByteArray());
        out.put(prefix + "awaiting", awaiting);
        out.put(prefix + "lastSent", lastSent);
    }

    void load(StateReader in, String prefix) throws StateException {
        answers.load(in, prefix + "answers");
        awaiting = in.getInt(prefix + "awaiting", NONE, 0xff);
        lastSent = in.getInt(prefix + "lastSent", 0, 0xff);
    }
}
