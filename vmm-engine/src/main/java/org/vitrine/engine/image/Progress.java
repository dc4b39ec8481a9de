package org.vitrine.engine.image;

/** Is told how far long work has come. Called often, by the thread that does the work. */
@FunctionalInterface
public interface Progress {
    /** Takes no notice. */
    Progress NONE = (done, total) -> {};

    /**
     * @param done of {@code total}, in a unit of the work's own
     * @throws java.util.concurrent.CancellationException to have it stopped; what was there before is left then
     */
    void at(long done, long total);
}
