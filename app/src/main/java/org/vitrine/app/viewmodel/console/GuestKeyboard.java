package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.vitrine.app.input.EvdevKeys;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * The guest's keyboard: passes physical keys on, knows which are held, and watches for our own combinations, all of which
 * begin with the left Ctrl and Alt or the left Ctrl and Shift. Safe for any thread.
 */
public final class GuestKeyboard {
    /** What the combinations do. */
    public interface Shortcuts {
        /** Ctrl and Alt were pressed and let go with nothing between. */
        void releaseGrab();

        /** A key was pressed while Ctrl and Alt are held. @return whether it is ours and not the guest's */
        boolean pressed(QKeyCode key);

        /** A key was pressed while Ctrl and Shift are held. @return whether it is ours and not the guest's */
        boolean pressedWithShift(QKeyCode key);
    }

    private final Consumer<List<Map<String, Object>>> guest;
    private final Shortcuts shortcuts;
    private final Set<QKeyCode> held = new LinkedHashSet<>();
    /** Keys of our own combinations, whose repeats and release are ours too. */
    private final Set<QKeyCode> swallowed = new LinkedHashSet<>();
    /** Whether Ctrl and Alt are both held and nothing else was pressed meanwhile. */
    private boolean chord;

    /** @param guest takes events of QMP's {@code input-send-event} */
    public GuestKeyboard(Consumer<List<Map<String, Object>>> guest, Shortcuts shortcuts) {
        this.guest = guest;
        this.shortcuts = shortcuts;
    }

    /** A physical key moved. @param down also true each time that it repeats */
    public void key(int evdev, boolean down) {
        EvdevKeys.qcode(evdev).ifPresent(key -> {
            if (down) {
                pressed(key);
            } else {
                released(key);
            }
        });
    }

    private synchronized void pressed(QKeyCode key) {
        boolean first = !held.contains(key);
        boolean ctrlAlt = held.contains(QKeyCode.CTRL) && held.contains(QKeyCode.ALT);
        boolean ctrlShift = !ctrlAlt && held.contains(QKeyCode.CTRL) && held.contains(QKeyCode.SHIFT);
        if (swallowed.contains(key)
                || (first && ctrlAlt && shortcuts.pressed(key))
                || (first && ctrlShift && shortcuts.pressedWithShift(key))) {
            swallowed.add(key);
            chord = false;
            return;
        }
        held.add(key);
        if (first) {
            chord = held.size() == 2 && held.contains(QKeyCode.CTRL) && held.contains(QKeyCode.ALT);
        }
        guest.accept(List.of(event(key, true)));
    }

    private void released(QKeyCode key) {
        boolean release;
        synchronized (this) {
            if (swallowed.remove(key) || !held.remove(key)) {
                return;
            }
            release = chord;
            chord = false;
            guest.accept(List.of(event(key, false)));
        }
        if (release) {
            shortcuts.releaseGrab();
        }
    }

    /** Lets all keys go, as when the window loses the focus: nobody would hear of their release. */
    public synchronized void releaseAll() {
        chord = false;
        swallowed.clear();
        if (!held.isEmpty()) {
            List<Map<String, Object>> events = new ArrayList<>();
            for (QKeyCode key : held) {
                events.add(event(key, false));
            }
            held.clear();
            guest.accept(events);
        }
    }

    /** Lets go in the guest of what the user holds on still, as before something is typed; it stays let go until it is pressed again. */
    public synchronized void releaseHeld() {
        Set<QKeyCode> ours = new LinkedHashSet<>(swallowed);
        releaseAll();
        swallowed.addAll(ours);
    }

    /** Presses keys together, then lets them go in reverse: what a keyboard of the host cannot send. */
    public synchronized void type(List<QKeyCode> keys) {
        List<Map<String, Object>> events = new ArrayList<>();
        keys.forEach(key -> events.add(event(key, true)));
        keys.reversed().forEach(key -> events.add(event(key, false)));
        guest.accept(events);
    }

    /** An event of {@code input-send-event}. */
    static Map<String, Object> event(QKeyCode key, boolean down) {
        return Map.of(
                "type", "key", "data", Map.of("down", down, "key", Map.of("type", "qcode", "data", key.wireName())));
    }
}
