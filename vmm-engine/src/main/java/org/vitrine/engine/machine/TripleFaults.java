package org.vitrine.engine.machine;

/**
 * Tells a guest that reboots by triple fault, as some systems do, from one that only faults: three in a row with hardly an exit in between
 * are no progress.
 */
final class TripleFaults {
    private static final int GIVE_UP_AFTER = 3;
    private static final long EXITS_OF_PROGRESS = 1000;

    private int inARow;
    private long exitsAtLast;

    /**
     * Counts one more.
     *
     * @param exits of all vCPUs since the start
     * @return whether the guest should be given up
     */
    boolean another(long exits) {
        inARow = exits - exitsAtLast > EXITS_OF_PROGRESS ? 1 : inARow + 1;
        exitsAtLast = exits;
        return inARow >= GIVE_UP_AFTER;
    }
}
