package org.vitrine.app.input;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** libxkbcommon's functions, as they are (xkbcommon.h). Key codes are Linux's plus 8, as X's are; a {@code size_t} is a {@code NativeLong}. */
final class Xkb {
    static {
        Native.register(Xkb.class, "xkbcommon");
    }

    private Xkb() {}

    static native Pointer xkb_context_new(int flags);

    static native void xkb_context_unref(Pointer context);

    static native Pointer xkb_keymap_new_from_names(Pointer context, Pointer names, int flags);

    static native void xkb_keymap_unref(Pointer keymap);

    static native int xkb_keymap_min_keycode(Pointer keymap);

    static native int xkb_keymap_max_keycode(Pointer keymap);

    static native int xkb_keymap_num_levels_for_key(Pointer keymap, int key, int layout);

    static native int xkb_keymap_key_get_syms_by_level(
            Pointer keymap, int key, int layout, int level, PointerByReference syms);

    static native NativeLong xkb_keymap_key_get_mods_for_level(
            Pointer keymap, int key, int layout, int level, Pointer masks, NativeLong size);

    static native int xkb_keysym_to_utf32(int keysym);
}
