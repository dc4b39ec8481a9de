package org.vitrine.app.input;

/** X's button numbers as QMP's names. */
final class PointerButtons {
    private PointerButtons() {}

    /** The name; empty for buttons that a guest's mouse does not have. */
    static String name(int button) {
        return switch (button) {
            case 1 -> "left";
            case 2 -> "middle";
            case 3 -> "right";
            case 4 -> "wheel-up";
            case 5 -> "wheel-down";
            case 8 -> "side";
            case 9 -> "extra";
            default -> "";
        };
    }
}
