package org.vitrine.app.viewmodel.machine;

/**
 * One change that is not applied yet.
 *
 * @param label what it changes, in a few words
 * @param restart whether it is only seen when the machine, which runs, starts the next time
 * @param conflict whether the same was changed elsewhere meanwhile; applying puts the draft's value over it
 */
public record Change(Part part, String label, boolean restart, boolean conflict) {
    public Section section() {
        return part.section();
    }
}
