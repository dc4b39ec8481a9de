package org.vitrine.engine.chipset;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * What a mouse did that its system has not heard of: motion that adds up, cut into pieces by changes of the buttons, so
 * that a click lands where it was made. Bounded; when it is full, the last piece takes the newer buttons. Allocates
 * nothing after construction; its owner locks.
 */
final class MouseMotion {
    private static final int PIECES = 16;
    private static final int LIMIT = 1 << 12;
    private static final int BUTTONS = 0x1f;

    private final int[] x = new int[PIECES];
    private final int[] y = new int[PIECES];
    private final int[] wheel = new int[PIECES];
    private final int[] buttons = new int[PIECES];
    private int head;
    private int pieces;
    private int latestButtons;

    boolean isEmpty() {
        return pieces == 0;
    }

    /** @param wheelDelta steps */
    void move(int dx, int dy, int wheelDelta) {
        int at = piece();
        x[at] = sum(x[at], dx);
        y[at] = sum(y[at], dy);
        wheel[at] = sum(wheel[at], wheelDelta);
    }

    private static int sum(int a, int b) {
        return Math.clamp((long) a + b, -LIMIT, LIMIT);
    }

    void button(int bit, boolean down) {
        int now = down ? latestButtons | bit : latestButtons & ~bit;
        if (now == latestButtons) {
            return;
        }
        latestButtons = now;
        if (pieces < PIECES) {
            add();
        } else {
            buttons[last()] = now;
        }
    }

    int buttons() {
        return latestButtons;
    }

    /** The buttons during the oldest piece; as they are now if there is none. */
    int oldestButtons() {
        return pieces == 0 ? latestButtons : buttons[head];
    }

    /** Takes up to some motion along an axis out of the oldest piece. */
    int takeX(int limit) {
        return take(x, limit);
    }

    int takeY(int limit) {
        return take(y, limit);
    }

    int takeWheel(int limit) {
        return take(wheel, limit);
    }

    private int take(int[] axis, int limit) {
        if (pieces == 0) {
            return 0;
        }
        int taken = Math.clamp(axis[head], -limit, limit);
        axis[head] -= taken;
        return taken;
    }

    /** Drops the oldest piece if all of it was taken. */
    void settle() {
        if (pieces > 0 && x[head] == 0 && y[head] == 0 && wheel[head] == 0) {
            head = (head + 1) % PIECES;
            pieces--;
        }
    }

    /** Forgets all motion; the buttons stay as they are. */
    void forget() {
        head = 0;
        pieces = 0;
    }

    void powerOn() {
        forget();
        latestButtons = 0;
    }

    private int piece() {
        return pieces == 0 ? add() : last();
    }

    private int add() {
        pieces++;
        int at = last();
        x[at] = 0;
        y[at] = 0;
        wheel[at] = 0;
        buttons[at] = latestButtons;
        return at;
    }

    private int last() {
        return (head + pieces - 1) % PIECES;
    }

    void save(StateWriter out, String prefix) {
        int[] flat = new int[PIECES * 4];
        for (int i = 0; i < pieces; i++) {
            int at = (head + i) % PIECES;
            flat[i] = x[at];
            flat[PIECES + i] = y[at];
            flat[2 * PIECES + i] = wheel[at];
            flat[3 * PIECES + i] = buttons[at];
        }
        out.put(prefix + "motion", flat);
        out.put(prefix + "pieces", pieces);
        out.put(prefix + "buttons", latestButtons);
    }

    void load(StateReader in, String prefix) throws StateException {
        int[] flat = new int[PIECES * 4];
        in.getInts(prefix + "motion", flat);
        head = 0;
        pieces = in.getInt(prefix + "pieces", 0, PIECES);
        latestButtons = in.getInt(prefix + "buttons", 0, BUTTONS);
        for (int i = 0; i < PIECES; i++) {
            x[i] = Math.clamp(flat[i], -LIMIT, LIMIT);
            y[i] = Math.clamp(flat[PIECES + i], -LIMIT, LIMIT);
            wheel[i] = Math.clamp(flat[2 * PIECES + i], -LIMIT, LIMIT);
            buttons[i] = flat[3 * PIECES + i] & BUTTONS;
        }
    }
}
