package org.vitrine.app.view.machine;

/** Moves a disk's image to another folder, which the user is asked for. */
interface DiskMoves {
    /** Whether it can be moved now: not while the machine runs, nor while the draft changes it. */
    boolean canMove(String disk);

    void move(String disk);
}
