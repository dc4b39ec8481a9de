package org.vitrine.app.viewmodel.machine;

/**
 * What is wrong with a value.
 *
 * @param sentence what, why, what to do
 * @param blocking whether the draft cannot be applied with it; else it is advice
 */
public record Problem(String sentence, boolean blocking) {
    static Problem error(String sentence) {
        return new Problem(sentence, true);
    }

    static Problem warning(String sentence) {
        return new Problem(sentence, false);
    }
}
