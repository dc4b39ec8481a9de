package org.vitrine.engine.ata;

/** What a command needs of the port while it is executed. Called on the thread that executes it, unless said otherwise. */
interface CommandLink {
    /** The device has taken a queued command, and the port may send the next one. */
    void accepted(AtaCommand command);

    /** The command has ended that went on after the device's {@code execute}. Any thread. */
    void ended(AtaCommand command);

    /** Whether the command should be given up, because of a pause, a reset or a stop of the port. Any thread. */
    boolean stopped();

    /**
     * A block of data was moved by PIO and more is to come.
     *
     * @param shown the device's registers while the block was moved
     * @param statusAfter its status when that was done
     * @param bytes up to 65,535
     * @param toHost the direction
     */
    void pioBlock(TaskFile shown, int statusAfter, int bytes, boolean toHost);
}
