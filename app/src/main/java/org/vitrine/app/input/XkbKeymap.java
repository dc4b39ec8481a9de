package org.vitrine.app.input;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** A keyboard layout of libxkbcommon's: which symbols its keys give. Closed when it has been read. */
final class XkbKeymap implements AutoCloseable {
    /** XKB's key codes are Linux's plus this, as X's are. */
    private static final int KEYCODE_OFFSET = 8;

    private static final int MOST_MASKS = 16;

    private final Pointer context;
    private final Pointer keymap;

    private XkbKeymap(Pointer context, Pointer keymap) {
        this.context = context;
        this.keymap = keymap;
    }

    /** The layout that XKB_DEFAULT_LAYOUT and its kin name, or the US one. */
    static Optional<XkbKeymap> ofSession() {
        return open(Pointer.NULL);
    }

    /** A layout by its XKB name, such as {@code "de"}; empty if there is none. */
    static Optional<XkbKeymap> of(String layout) {
        // struct xkb_rule_names: rules, model, layout, variant, options; null takes the default.
        try (Memory names = new Memory(5L * Native.POINTER_SIZE);
                Memory name = new Memory(layout.length() + 1L)) {
            names.clear();
            name.setString(0, layout);
            names.setPointer(2L * Native.POINTER_SIZE, name);
            return open(names);
        }
    }

    private static Optional<XkbKeymap> open(Pointer names) {
        Pointer context = Xkb.xkb_context_new(0);
        if (context == null) {
            return Optional.empty();
        }
        Pointer keymap = Xkb.xkb_keymap_new_from_names(context, names, 0);
        if (keymap == null) {
            Xkb.xkb_context_unref(context);
            return Optional.empty();
        }
        return Optional.of(new XkbKeymap(context, keymap));
    }

    /** The lowest Linux key code that has symbols. */
    int firstKey() {
        return Xkb.xkb_keymap_min_keycode(keymap) - KEYCODE_OFFSET;
    }

    int lastKey() {
        return Xkb.xkb_keymap_max_keycode(keymap) - KEYCODE_OFFSET;
    }

    /** How many symbols a key has, by what is held with it. */
    int levels(int key) {
        return Xkb.xkb_keymap_num_levels_for_key(keymap, key + KEYCODE_OFFSET, 0);
    }

    /** The symbol at a level (an X keysym); 0 if there is none or more than one. */
    int symbol(int key, int level) {
        PointerByReference symbols = new PointerByReference();
        return Xkb.xkb_keymap_key_get_syms_by_level(keymap, key + KEYCODE_OFFSET, 0, level, symbols) == 1
                ? symbols.getValue().getInt(0)
                : 0;
    }

    /** The sets of modifiers, by X's bits, each of which leads to a level. */
    int[] modifiers(int key, int level) {
        try (Memory masks = new Memory(4L * MOST_MASKS)) {
            long count = Xkb.xkb_keymap_key_get_mods_for_level(
                            keymap, key + KEYCODE_OFFSET, 0, level, masks, new NativeLong(MOST_MASKS))
                    .longValue();
            return masks.getIntArray(0, (int) Math.clamp(count, 0, MOST_MASKS));
        }
    }

    @Override
    public void close() {
        Xkb.xkb_keymap_unref(keymap);
        Xkb.xkb_context_unref(context);
    }
}
