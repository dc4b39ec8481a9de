package org.vitrine.app.input;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Finds the window with the keyboard focus, if it is ours: no other program's keys are any business of a guest. */
final class FocusWindow {
    private static final int MAX_DEPTH = 16;
    /** Windows up to this number are None and PointerRoot. */
    private static final int NO_WINDOW = 1;

    private final Pointer display;
    private final long pid;
    private final NativeLong pidProperty;

    FocusWindow(Pointer display, long pid) {
        this.display = display;
        this.pid = pid;
        this.pidProperty = Xlib.XInternAtom(display, "_NET_WM_PID", 0);
    }

    /** The window; null if another program has the focus. */
    @Nullable
    NativeLong ofThisProcess() {
        NativeLongByReference focus = new NativeLongByReference();
        Xlib.XGetInputFocus(display, focus, new IntByReference());
        NativeLong window = focus.getValue();
        // The toolkit puts the focus on a window inside the one that bears its name and process.
        NativeLong ancestor = window;
        for (int depth = 0; depth < MAX_DEPTH && ancestor.longValue() > NO_WINDOW; depth++) {
            if (pidOf(ancestor) == pid) {
                return window;
            }
            ancestor = parentOf(ancestor);
        }
        return null;
    }

    private NativeLong parentOf(NativeLong window) {
        NativeLongByReference root = new NativeLongByReference();
        NativeLongByReference parent = new NativeLongByReference();
        PointerByReference children = new PointerByReference();
        int found = Xlib.XQueryTree(display, window, root, parent, children, new IntByReference());
        if (children.getValue() != null) {
            Xlib.XFree(children.getValue());
        }
        return found == 0 ? Xlib.NONE : parent.getValue();
    }

    private long pidOf(NativeLong window) {
        IntByReference format = new IntByReference();
        NativeLongByReference count = new NativeLongByReference();
        PointerByReference data = new PointerByReference();
        int status = Xlib.XGetWindowProperty(
                display,
                window,
                pidProperty,
                new NativeLong(0),
                new NativeLong(1),
                0,
                new NativeLong(Xlib.ANY_PROPERTY_TYPE),
                new NativeLongByReference(),
                format,
                count,
                new NativeLongByReference(),
                data);
        Pointer value = data.getValue();
        if (status != 0 || value == null) {
            return -1;
        }
        // Properties of 32 bits come as C longs.
        long number = format.getValue() == 32 && count.getValue().longValue() > 0
                ? value.getNativeLong(0).longValue() & 0xffffffffL
                : -1;
        Xlib.XFree(value);
        return number;
    }
}
