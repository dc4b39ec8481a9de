package org.vitrine.app.input;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/** The X Input Extension, version 2, as far as keys need it (XI2proto). */
final class XInput2 {
    static final int KEY_PRESS = 2;
    static final int KEY_RELEASE = 3;
    static final int FOCUS_OUT = 10;
    private static final int ALL_MASTER_DEVICES = 1;
    private static final int SUCCESS = 0;

    /** Offset of the key code in {@code XIDeviceEvent}. */
    static final int DETAIL_OFFSET = 56;

    static {
        Native.register(XInput2.class, "Xi");
    }

    private XInput2() {}

    private static native int XIQueryVersion(Pointer display, IntByReference major, IntByReference minor);

    private static native int XISelectEvents(Pointer display, NativeLong window, Pointer masks, int count);

    /** Asks for version 2.0. @return the extension's opcode, which its events carry */
    static int open(Pointer display) throws X11Exception {
        IntByReference opcode = new IntByReference();
        IntByReference unused = new IntByReference();
        if (Xlib.XQueryExtension(display, "XInputExtension", opcode, unused, unused) == 0
                || XIQueryVersion(display, new IntByReference(2), new IntByReference(0)) != SUCCESS) {
            throw new X11Exception("the X server lacks the X Input Extension 2");
        }
        return opcode.getValue();
    }

    /**
     * Asks for the key events that a window is given, and to hear when it loses the focus. Several programs may, and each gets all of them: those of core X
     * would not come, since the toolkit asks for XI2's and these go first.
     */
    static void selectKeys(Pointer display, NativeLong window, boolean wanted) {
        try (Memory bits = new Memory(4);
                Memory mask = new Memory(16)) {
            bits.setInt(0, wanted ? 1 << KEY_PRESS | 1 << KEY_RELEASE | 1 << FOCUS_OUT : 0);
            mask.setInt(0, ALL_MASTER_DEVICES);
            mask.setInt(4, 4);
            mask.setPointer(8, bits);
            XISelectEvents(display, window, mask, 1);
        }
    }
}
