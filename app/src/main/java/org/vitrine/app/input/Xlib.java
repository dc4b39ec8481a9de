package org.vitrine.app.input;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;

/** Xlib's functions, as they are (Xlib - C Language X Interface). Window, Cursor, Atom and Pixmap are {@code NativeLong}. */
final class Xlib {
    static final int CURRENT_TIME = 0;
    static final int GRAB_MODE_ASYNC = 1;
    static final int GRAB_SUCCESS = 0;
    static final NativeLong NONE = new NativeLong(0);
    static final int KEY_PRESS = 2;
    static final int KEY_RELEASE = 3;
    static final int BUTTON_PRESS = 4;
    static final int BUTTON_RELEASE = 5;
    static final int MOTION_NOTIFY = 6;
    static final int PROPERTY_NOTIFY = 28;
    static final int MAPPING_NOTIFY = 34;
    static final int GENERIC_EVENT = 35;
    static final int BUTTON_PRESS_MASK = 1 << 2;
    static final int BUTTON_RELEASE_MASK = 1 << 3;
    static final int POINTER_MOTION_MASK = 1 << 6;
    static final long PROPERTY_CHANGE_MASK = 1 << 22;
    static final long ANY_PROPERTY_TYPE = 0;

    /** Bytes of an {@code XEvent}. */
    static final int EVENT_SIZE = 192;

    /** Offsets in {@code XKeyEvent}, {@code XButtonEvent} and {@code XMotionEvent}, which share their beginning. */
    static final class EventOffset {
        static final int TYPE = 0;
        static final int SERIAL = 8;
        static final int X_ROOT = 72;
        static final int Y_ROOT = 76;
        /** The key code, or the button. */
        static final int DETAIL = 84;
        /** In {@code XPropertyEvent}. */
        static final int ATOM = 40;

        private EventOffset() {}
    }

    /** Offsets in {@code XGenericEventCookie}. */
    static final class CookieOffset {
        static final int EXTENSION = 32;
        static final int EVENT_TYPE = 36;
        static final int DATA = 48;

        private CookieOffset() {}
    }

    static {
        Native.register(Xlib.class, "X11");
    }

    private Xlib() {}

    static native Pointer XOpenDisplay(String name);

    static native int XCloseDisplay(Pointer display);

    static native int XConnectionNumber(Pointer display);

    static native NativeLong XDefaultRootWindow(Pointer display);

    static native int XPending(Pointer display);

    static native int XNextEvent(Pointer display, Pointer event);

    static native int XGetEventData(Pointer display, Pointer cookie);

    static native void XFreeEventData(Pointer display, Pointer cookie);

    static native NativeLong XNextRequest(Pointer display);

    static native int XSelectInput(Pointer display, NativeLong window, NativeLong mask);

    static native int XFlush(Pointer display);

    static native int XSync(Pointer display, int discard);

    static native int XFree(Pointer data);

    static native int XQueryExtension(
            Pointer display, String name, IntByReference opcode, IntByReference event, IntByReference error);

    static native int XGetInputFocus(Pointer display, NativeLongByReference window, IntByReference revertTo);

    static native int XQueryTree(
            Pointer display,
            NativeLong window,
            NativeLongByReference root,
            NativeLongByReference parent,
            PointerByReference children,
            IntByReference count);

    static native NativeLong XInternAtom(Pointer display, String name, int onlyIfExists);

    static native int XGetWindowProperty(
            Pointer display,
            NativeLong window,
            NativeLong property,
            NativeLong offset,
            NativeLong length,
            int delete,
            NativeLong type,
            NativeLongByReference actualType,
            IntByReference actualFormat,
            NativeLongByReference count,
            NativeLongByReference bytesAfter,
            PointerByReference data);

    static native int XGrabPointer(
            Pointer display,
            NativeLong window,
            int ownerEvents,
            int eventMask,
            int pointerMode,
            int keyboardMode,
            NativeLong confineTo,
            NativeLong cursor,
            NativeLong time);

    static native int XUngrabPointer(Pointer display, NativeLong time);

    static native int XGrabKeyboard(
            Pointer display, NativeLong window, int ownerEvents, int pointerMode, int keyboardMode, NativeLong time);

    static native int XUngrabKeyboard(Pointer display, NativeLong time);

    static native int XWarpPointer(
            Pointer display,
            NativeLong source,
            NativeLong destination,
            int sourceX,
            int sourceY,
            int sourceWidth,
            int sourceHeight,
            int x,
            int y);

    static native NativeLong XCreateBitmapFromData(
            Pointer display, NativeLong drawable, byte[] data, int width, int height);

    static native NativeLong XCreatePixmapCursor(
            Pointer display,
            NativeLong source,
            NativeLong mask,
            Pointer foreground,
            Pointer background,
            int hotX,
            int hotY);

    static native int XkbSetDetectableAutoRepeat(Pointer display, int detectable, IntByReference supported);
}
