package org.vitrine.app.input;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The host's keyboard layout turned round: from a character to the key that gives it. */
final class HostKeymap {
    private final Map<Integer, Integer> keys;

    private HostKeymap(Map<Integer, Integer> keys) {
        this.keys = keys;
    }

    /** The layout that XKB_DEFAULT_LAYOUT and its kin name, or the US one. */
    static HostKeymap ofSession() {
        return of(XkbKeymap.ofSession());
    }

    /** A layout by its XKB name, such as {@code "de"}; one that does not exist has no characters. */
    static HostKeymap of(String layout) {
        return of(XkbKeymap.of(layout));
    }

    private static HostKeymap of(Optional<XkbKeymap> opened) {
        Map<Integer, Integer> keys = new HashMap<>();
        try (@Nullable XkbKeymap keymap = opened.orElse(null)) {
            if (keymap != null) {
                read(keymap, keys);
            }
        }
        return new HostKeymap(keys);
    }

    /** The plainest way to a character counts: all keys without Shift come before any with it. */
    private static void read(XkbKeymap keymap, Map<Integer, Integer> keys) {
        boolean more = true;
        for (int level = 0; more; level++) {
            more = false;
            for (int key = keymap.firstKey(); key <= keymap.lastKey(); key++) {
                if (level < keymap.levels(key)) {
                    more = true;
                    int character = Xkb.xkb_keysym_to_utf32(keymap.symbol(key, level));
                    if (character != 0) {
                        keys.putIfAbsent(character, key);
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
