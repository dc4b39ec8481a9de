package org.vitrine.app.input;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The host's keyboard layout turned round: from a character to the key that gives it. */
final class HostKeymap {
    private static final int KEYCODE_OFFSET = 8;

    private final Map<Integer, Integer> keys;

    private HostKeymap(Map<Integer, Integer> keys) {
        this.keys = keys;
    }

    /** The layout that XKB_DEFAULT_LAYOUT and its kin name, or the US one. */
    static HostKeymap ofSession() {
        return of(Pointer.NULL);
    }

    /** A layout by its XKB name, such as {@code "de"}; one that does not exist has no characters. */
    static HostKeymap of(String layout) {
        // struct xkb_rule_names: rules, model, layout, variant, options; null takes the default.
        try (Memory names = new Memory(5L * Native.POINTER_SIZE);
                Memory name = new Memory(layout.length() + 1L)) {
            names.clear();
            name.setString(0, layout);
            names.setPointer(2L * Native.POINTER_SIZE, name);
            return of(names);
        }
    }

    private static HostKeymap of(Pointer names) {
        Map<Integer, Integer> keys = new HashMap<>();
        Pointer context = Xkb.xkb_context_new(0);
        if (context != null) {
            Pointer keymap = Xkb.xkb_keymap_new_from_names(context, names, 0);
            if (keymap != null) {
                read(keymap, keys);
                Xkb.xkb_keymap_unref(keymap);
            }
            Xkb.xkb_context_unref(context);
        }
        return new HostKeymap(keys);
    }

    /** The plainest way to a character counts: all keys without Shift come before any with it. */
    private static void read(Pointer keymap, Map<Integer, Integer> keys) {
        int last = Xkb.xkb_keymap_max_keycode(keymap);
        boolean more = true;
        for (int level = 0; more; level++) {
            more = false;
            for (int key = Xkb.xkb_keymap_min_keycode(keymap); key <= last; key++) {
                if (level < Xkb.xkb_keymap_num_levels_for_key(keymap, key, 0)) {
                    more = true;
                    PointerByReference symbols = new PointerByReference();
                    if (Xkb.xkb_keymap_key_get_syms_by_level(keymap, key, 0, level, symbols) == 1) {
                        int character =
                                Xkb.xkb_keysym_to_utf32(symbols.getValue().getInt(0));
                        if (character != 0) {
                            keys.putIfAbsent(character, key - KEYCODE_OFFSET);
                        }
                    }
                }
            }
        }
    }

    /** The Linux key code of the key that gives a character. */
    Optional<Integer> keyOf(int character) {
        return Optional.ofNullable(keys.get(character));
    }
}
