package org.vitrine.app.input;

/** Where physical keys and relative motion come from. Methods return at once, from any thread. */
public interface HostInput extends AutoCloseable {
    /** Whether {@link #grab} can work. */
    boolean canGrab();

    /** Begins or ceases to report the keys that the window with the keyboard focus, one of ours, is given. */
    void follow(boolean focused);

    /**
     * Takes keyboard and mouse for the guest alone: every key, also those of the desktop, and motion without the
     * screen's edges. The listener hears whether it worked.
     *
     * @param centreX where the pointer, unseen, is kept, in pixels of the screen
     */
    void grab(int centreX, int centreY);

    /** Gives keyboard and mouse back to the desktop. */
    void release();

    /**
     * A key event of the toolkit, for hosts where keys cannot be followed in any better way; others ignore it.
     *
     * @param keyCode JavaFX's name of the key code
     * @param text the character that it gives, or an empty string
     */
    void toolkitKey(String keyCode, String text, boolean down);

    @Override
    void close();

    /** The best that this host has. Loads native libraries: not for the JavaFX thread. */
    static HostInput of(InputListener listener) {
        if (System.getenv("DISPLAY") != null && !"Headless".equals(System.getProperty("glass.platform"))) {
            try {
                return X11Input.open(listener);
            } catch (X11Exception | LinkageError e) {
                System.getLogger(HostInput.class.getName())
                        .log(System.Logger.Level.WARNING, "Keys are taken from the toolkit: {0}", e.getMessage());
            }
        }
        return ToolkitInput.open(listener);
    }
}
