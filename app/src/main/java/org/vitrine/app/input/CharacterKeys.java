package org.vitrine.app.input;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a character to the keys that give it on a layout, with what is held meanwhile and with dead keys: for a guest that is typed a text and knows keys
 * only. Of the keypad nothing is used, whose keys mean what Num Lock says.
 */
public final class CharacterKeys {
    /**
     * One press of a key.
     *
     * @param held Linux key codes of the modifiers, in the order in which they are pressed
     * @param key a Linux key code
     */
    public record Stroke(List<Integer> held, int key) {
        public Stroke {
            held = List.copyOf(held);
        }
    }

    private static final int KEY_TAB = 15;
    private static final int KEY_ENTER = 28;
    private static final int KEY_LEFT_SHIFT = 42;
    private static final int KEY_SPACE = 57;
    private static final int KEY_RIGHT_ALT = 100;
    /** X's real modifiers; Mod5 is where the third level, AltGr, is put (xkeyboard-config). */
    private static final int SHIFT = 1;

    private static final int MOD5 = 1 << 7;

    private static final Set<Integer> KEYPAD =
            Set.of(55, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 96, 98, 117, 121);
    private static final int LAST_KEY = 127;

    /** Dead keys (keysymdef.h) and the marks that they put on the next character. */
    private static final Map<Integer, Character> DEAD = Map.of(
            0xfe50, '\u0300', 0xfe51, '\u0301', 0xfe52, '\u0302', 0xfe53, '\u0303', 0xfe57, '\u0308', 0xfe5b, '\u0327');

    /** The marks by themselves, which a dead key gives with the space bar. */
    private static final Map<Integer, Character> ALONE =
            Map.of((int) '`', '\u0300', 0xb4, '\u0301', (int) '^', '\u0302', (int) '~', '\u0303', 0xa8, '\u0308');

    private final Map<Integer, Stroke> keys;
    private final Map<Character, Stroke> dead;

    private CharacterKeys(Map<Integer, Stroke> keys, Map<Character, Stroke> dead) {
        this.keys = keys;
        this.dead = dead;
    }

    /** Those of a layout by its XKB name, such as {@code "de"}; empty if there is none. Reads files: not for the JavaFX thread. */
    public static Optional<CharacterKeys> of(String layout) {
        try (@Nullable XkbKeymap keymap = XkbKeymap.of(layout).orElse(null)) {
            return keymap == null ? Optional.empty() : Optional.of(read(keymap));
        }
    }

    /** The fewest modifiers count: all keys alone come before any with Shift, and those before AltGr. */
    private static CharacterKeys read(XkbKeymap keymap) {
        Map<Integer, Stroke> keys = new HashMap<>();
        Map<Character, Stroke> dead = new HashMap<>();
        for (int held : new int[] {0, SHIFT, MOD5, SHIFT | MOD5}) {
            for (int key = Math.max(1, keymap.firstKey()); key <= Math.min(LAST_KEY, keymap.lastKey()); key++) {
                if (KEYPAD.contains(key)) {
                    continue;
                }
                for (int level = 0; level < keymap.levels(key); level++) {
                    if (leads(keymap.modifiers(key, level), held)) {
                        int symbol = keymap.symbol(key, level);
                        Stroke stroke = new Stroke(modifiers(held), key);
                        Character mark = DEAD.get(symbol);
                        int character = Xkb.xkb_keysym_to_utf32(symbol);
                        if (mark != null) {
                            dead.putIfAbsent(mark, stroke);
                        } else if (character >= ' ') {
                            keys.putIfAbsent(character, stroke);
                        }
                    }
                }
            }
        }
        keys.put((int) '\n', new Stroke(List.of(), KEY_ENTER));
        keys.put((int) '\t', new Stroke(List.of(), KEY_TAB));
        return new CharacterKeys(Map.copyOf(keys), Map.copyOf(dead));
    }

    private static boolean leads(int[] masks, int held) {
        for (int mask : masks) {
            if (mask == held) {
                return true;
            }
        }
        return false;
    }

    private static List<Integer> modifiers(int held) {
        List<Integer> codes = new ArrayList<>();
        if ((held & SHIFT) != 0) {
            codes.add(KEY_LEFT_SHIFT);
        }
        if ((held & MOD5) != 0) {
            codes.add(KEY_RIGHT_ALT);
        }
        return codes;
    }

    /** The presses that give a character, two where a dead key has part in it; empty if the layout has no way to it. */
    public Optional<List<Stroke>> strokes(int character) {
        Stroke direct = keys.get(character);
        if (direct != null) {
            return Optional.of(List.of(direct));
        }
        Character alone = ALONE.get(character);
        if (alone != null) {
            return Optional.ofNullable(dead.get(alone))
                    .map(stroke -> List.of(stroke, new Stroke(List.of(), KEY_SPACE)));
        }
        String parts = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
        if (parts.length() == 2) {
            Stroke mark = dead.get(parts.charAt(1));
            Stroke letter = keys.get((int) parts.charAt(0));
            if (mark != null && letter != null) {
                return Optional.of(List.of(mark, letter));
            }
        }
        return Optional.empty();
    }
}
