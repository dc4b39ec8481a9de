package org.vitrine.app.input;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * Turns places of the pointer into motion: unseen, it is put back to a centre again and again, so that it never meets
 * the screen's edge. Used by the thread of its connection.
 */
final class PointerWarp {
    /** Going back at every step would double the traffic; no screen is so small that this matters. */
    private static final int LEASH = 64;
    /** Bytes of an {@code XColor}. */
    private static final int COLOUR = 16;

    private final Pointer display;
    private final NativeLong unseen;
    private int centreX;
    private int centreY;
    private int lastX;
    private int lastY;
    /** Whether the last place is known. */
    private boolean placed;
    /** Whether a return is on its way to the server. */
    private boolean returning;
    /** The number of the request to return: events that carry it or a later one were made after the return. */
    private long returnSerial;

    PointerWarp(Pointer display) {
        this.display = display;
        this.unseen = makeUnseenCursor(display);
    }

    private static NativeLong makeUnseenCursor(Pointer display) {
        NativeLong bitmap = Xlib.XCreateBitmapFromData(display, Xlib.XDefaultRootWindow(display), new byte[] {0}, 1, 1);
        try (Memory black = new Memory(COLOUR)) {
            black.clear();
            return Xlib.XCreatePixmapCursor(display, bitmap, bitmap, black, black, 0, 0);
        }
    }

    /** A cursor without a picture. */
    NativeLong unseen() {
        return unseen;
    }

    void begin(int x, int y) {
        centreX = x;
        centreY = y;
        placed = false;
        goBack();
    }

    /** Leaves the pointer at the centre. */
    void end() {
        goBack();
    }

    /** The pointer is somewhere else; tells how far it went. @param serial of the event */
    void moved(long serial, int x, int y, InputListener listener) {
        if (returning && serial - returnSerial >= 0) {
            returning = false;
            placed = true;
            lastX = centreX;
            lastY = centreY;
        }
        if (placed && (x != lastX || y != lastY)) {
            listener.motion(x - lastX, y - lastY);
        }
        lastX = x;
        lastY = y;
        if (!returning && (Math.abs(x - centreX) > LEASH || Math.abs(y - centreY) > LEASH)) {
            goBack();
        }
    }

    private void goBack() {
        returning = true;
        returnSerial = Xlib.XNextRequest(display).longValue();
        Xlib.XWarpPointer(display, Xlib.NONE, Xlib.XDefaultRootWindow(display), 0, 0, 0, 0, centreX, centreY);
        Xlib.XFlush(display);
    }
}
