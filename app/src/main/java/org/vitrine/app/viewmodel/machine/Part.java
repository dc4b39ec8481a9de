package org.vitrine.app.viewmodel.machine;

/** One thing about a machine that changes by itself, and can be put from one edit into another. */
public sealed interface Part permits Setting, DiskPart, DrivePart, NetworkPart {
    Section section();

    /** What it is called in a list of changes. @param after the edit that has the change; a removed disk is in {@code before} alone */
    String label(Edit before, Edit after);

    boolean sameIn(Edit one, Edit other);

    /** @return {@code to} with this part as it is in {@code from} */
    Edit put(Edit from, Edit to);

    /** Whether a machine that runs can be given the change at once. */
    boolean isLive(Edit before, Edit after);
}
