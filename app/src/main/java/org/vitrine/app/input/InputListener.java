package org.vitrine.app.input;

/** Hears what keyboard and mouse do. Called on a thread of the input's own, in order; it must not wait. */
public interface InputListener {
    /**
     * A key moved.
     *
     * @param evdev its Linux key code
     * @param down also true each time that a held key repeats
     */
    void key(int evdev, boolean down);

    /** The mouse moved while it is grabbed, to the right and down, in pixels. */
    void motion(int dx, int dy);

    /** @param button a name of QMP's InputButton */
    void button(String button, boolean down);

    /** A grab that was asked for has begun, or could not begin. */
    void grabbed(boolean success);
}
