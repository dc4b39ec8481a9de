package org.vitrine.app.input;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys from JavaFX's own events, for hosts without an X server: it tells characters, and the layout turned round tells
 * their keys. Left and right Shift and Ctrl look the same to it, and the desktop keeps its own keys.
 */
final class ToolkitInput implements HostInput {
    private static final Map<String, Integer> NAMED = Map.ofEntries(
            entry("ESCAPE", 1),
            entry("BACK_SPACE", 14),
            entry("TAB", 15),
            entry("ENTER", 28),
            entry("CONTROL", 29),
            entry("SHIFT", 42),
            entry("MULTIPLY", 55),
            entry("ALT", 56),
            entry("SPACE", 57),
            entry("CAPS", 58),
            entry("F1", 59),
            entry("F2", 60),
            entry("F3", 61),
            entry("F4", 62),
            entry("F5", 63),
            entry("F6", 64),
            entry("F7", 65),
            entry("F8", 66),
            entry("F9", 67),
            entry("F10", 68),
            entry("NUM_LOCK", 69),
            entry("SCROLL_LOCK", 70),
            entry("NUMPAD7", 71),
            entry("NUMPAD8", 72),
            entry("KP_UP", 72),
            entry("NUMPAD9", 73),
            entry("SUBTRACT", 74),
            entry("NUMPAD4", 75),
            entry("KP_LEFT", 75),
            entry("NUMPAD5", 76),
            entry("NUMPAD6", 77),
            entry("KP_RIGHT", 77),
            entry("ADD", 78),
            entry("NUMPAD1", 79),
            entry("NUMPAD2", 80),
            entry("KP_DOWN", 80),
            entry("NUMPAD3", 81),
            entry("NUMPAD0", 82),
            entry("DECIMAL", 83),
            entry("F11", 87),
            entry("F12", 88),
            entry("DIVIDE", 98),
            entry("PRINTSCREEN", 99),
            entry("ALT_GRAPH", 100),
            entry("HOME", 102),
            entry("UP", 103),
            entry("PAGE_UP", 104),
            entry("LEFT", 105),
            entry("RIGHT", 106),
            entry("END", 107),
            entry("DOWN", 108),
            entry("PAGE_DOWN", 109),
            entry("INSERT", 110),
            entry("DELETE", 111),
            entry("PAUSE", 119),
            entry("WINDOWS", 125),
            entry("META", 125),
            entry("CONTEXT_MENU", 127));

    private final InputListener listener;
    private final HostKeymap keymap;
    /** Keys that are down, since a release tells no character. */
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    ToolkitInput(InputListener listener, HostKeymap keymap) {
        this.listener = listener;
        this.keymap = keymap;
    }

    static ToolkitInput open(InputListener listener) {
        return new ToolkitInput(listener, HostKeymap.ofSession());
    }

    @Override
    public boolean canGrab() {
        return false;
    }

    @Override
    public void follow(boolean focused) {
        if (!focused) {
            held.clear();
        }
    }

    @Override
    public void grab(int centreX, int centreY) {
        listener.grabbed(false);
    }

    @Override
    public void release() {
        // Nothing was ever grabbed.
    }

    @Override
    public void toolkitKey(String keyCode, String text, boolean down) {
        if (down) {
            key(keyCode, text).ifPresent(evdev -> {
                held.put(keyCode, evdev);
                listener.key(evdev, true);
            });
        } else {
            Integer evdev = held.remove(keyCode);
            if (evdev != null) {
                listener.key(evdev, false);
            }
        }
    }

    private Optional<Integer> key(String keyCode, String text) {
        Integer named = NAMED.get(keyCode);
        if (named != null) {
            return Optional.of(named);
        }
        String character = text.isEmpty() && keyCode.length() == 1 ? keyCode : text;
        return character.isEmpty()
                ? Optional.empty()
                : keymap.keyOf(Character.toLowerCase(character.codePointAt(0)))
                        .or(() -> keymap.keyOf(character.codePointAt(0)));
    }

    @Override
    public void close() {
        held.clear();
    }
}
