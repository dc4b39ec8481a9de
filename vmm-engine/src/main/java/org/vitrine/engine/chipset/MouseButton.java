package org.vitrine.engine.chipset;

import java.util.Locale;
import java.util.Optional;

/** The buttons of a mouse by their QMP names (InputButton of QEMU's QAPI schema), without those that stand for a wheel. */
public enum MouseButton {
    LEFT,
    RIGHT,
    MIDDLE,
    /** The fourth, also called back. */
    SIDE,
    /** The fifth, also called forward. */
    EXTRA;

    /** Its place in a packet's buttons. */
    int bit() {
        return 1 << ordinal();
    }

    /** The button of a QMP name, such as {@code "left"}. */
    public static Optional<MouseButton> ofName(String name) {
        for (MouseButton button : values()) {
            if (button.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(button);
            }
        }
        return Optional.empty();
    }
}
