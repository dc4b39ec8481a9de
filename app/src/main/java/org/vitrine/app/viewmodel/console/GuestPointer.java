package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The guest's mouse. While a message is on its way further motion adds up, so that a fast mouse does not flood a slow
 * guest; buttons keep their place between motions. Safe for any thread.
 */
public final class GuestPointer {
    private static final int MAX_PENDING = 256;

    private final Function<List<Map<String, Object>>, CompletableFuture<?>> guest;
    private final Set<String> held = new LinkedHashSet<>();
    private List<Map<String, Object>> pending = new ArrayList<>();
    private int dx;
    private int dy;
    private boolean busy;

    /** @param guest takes events of QMP's {@code input-send-event}, and tells when they have arrived */
    public GuestPointer(Function<List<Map<String, Object>>, CompletableFuture<?>> guest) {
        this.guest = guest;
    }

    /** The mouse moved, to the right and down. */
    public synchronized void move(int right, int down) {
        dx += right;
        dy += down;
        send();
    }

    /** @param button a name of QMP's InputButton */
    public synchronized void button(String button, boolean down) {
        if (down ? pending.size() >= MAX_PENDING || !held.add(button) : !held.remove(button)) {
            // A click for which there is no room is left out whole: its release finds nothing held.
            return;
        }
        addMotion();
        pending.add(Map.of("type", "btn", "data", Map.of("button", button, "down", down)));
        send();
    }

    /** Lets all buttons go. */
    public synchronized void releaseAll() {
        List.copyOf(held).forEach(button -> button(button, false));
    }

    private void addMotion() {
        addAxis("x", dx);
        addAxis("y", dy);
        dx = 0;
        dy = 0;
    }

    private void addAxis(String axis, int value) {
        if (value != 0) {
            pending.add(Map.of("type", "rel", "data", Map.of("axis", axis, "value", value)));
        }
    }

    private void send() {
        if (busy) {
            return;
        }
        addMotion();
        if (!pending.isEmpty()) {
            List<Map<String, Object>> events = pending;
            pending = new ArrayList<>();
            busy = true;
            var unused = guest.apply(events).whenComplete((reply, error) -> arrived());
        }
    }

    private synchronized void arrived() {
        busy = false;
        send();
    }
}
