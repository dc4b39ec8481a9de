package org.vitrine.engine.chipset;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys by their QMP names (QKeyCode of QEMU's QAPI schema), with what a PS/2 keyboard sends for them in scan code set
 * 2 (Microsoft, Keyboard Scan Code Specification 1.3a). Names say where a key lies on a US keyboard, not what its cap
 * shows: {@code LESS} is the 102nd key, between left shift and Z.
 */
public enum Key {
    UNMAPPED(Key.ABSENT),
    SHIFT(0x12),
    SHIFT_R(0x59),
    ALT(0x11),
    ALT_R(0xe011),
    CTRL(0x14),
    CTRL_R(0xe014),
    MENU(0xe02f),
    ESC(0x76),
    DIGIT_1(0x16),
    DIGIT_2(0x1e),
    DIGIT_3(0x26),
    DIGIT_4(0x25),
    DIGIT_5(0x2e),
    DIGIT_6(0x36),
    DIGIT_7(0x3d),
    DIGIT_8(0x3e),
    DIGIT_9(0x46),
    DIGIT_0(0x45),
    MINUS(0x4e),
    EQUAL(0x55),
    BACKSPACE(0x66),
    TAB(0x0d),
    Q(0x15),
    W(0x1d),
    E(0x24),
    R(0x2d),
    T(0x2c),
    Y(0x35),
    U(0x3c),
    I(0x43),
    O(0x44),
    P(0x4d),
    BRACKET_LEFT(0x54),
    BRACKET_RIGHT(0x5b),
    RET(0x5a),
    A(0x1c),
    S(0x1b),
    D(0x23),
    F(0x2b),
    G(0x34),
    H(0x33),
    J(0x3b),
    K(0x42),
    L(0x4b),
    SEMICOLON(0x4c),
    APOSTROPHE(0x52),
    GRAVE_ACCENT(0x0e),
    BACKSLASH(0x5d),
    Z(0x1a),
    X(0x22),
    C(0x21),
    V(0x2a),
    B(0x32),
    N(0x31),
    M(0x3a),
    COMMA(0x41),
    DOT(0x49),
    SLASH(0x4a),
    ASTERISK(0x7c),
    SPC(0x29),
    CAPS_LOCK(0x58),
    F1(0x05),
    F2(0x06),
    F3(0x04),
    F4(0x0c),
    F5(0x03),
    F6(0x0b),
    F7(0x83),
    F8(0x0a),
    F9(0x01),
    F10(0x09),
    NUM_LOCK(0x77),
    SCROLL_LOCK(0x7e),
    KP_DIVIDE(0xe04a),
    KP_MULTIPLY(0x7c),
    KP_SUBTRACT(0x7b),
    KP_ADD(0x79),
    KP_ENTER(0xe05a),
    KP_DECIMAL(0x71),
    SYSRQ(Key.PRINT_SCREEN),
    KP_0(0x70),
    KP_1(0x69),
    KP_2(0x72),
    KP_3(0x7a),
    KP_4(0x6b),
    KP_5(0x73),
    KP_6(0x74),
    KP_7(0x6c),
    KP_8(0x75),
    KP_9(0x7d),
    LESS(0x61),
    F11(0x78),
    F12(0x07),
    PRINT(Key.PRINT_SCREEN),
    HOME(0xe06c),
    PGUP(0xe07d),
    PGDN(0xe07a),
    END(0xe069),
    LEFT(0xe06b),
    UP(0xe075),
    DOWN(0xe072),
    RIGHT(0xe074),
    INSERT(0xe070),
    DELETE(0xe071),
    STOP(0xe028),
    AGAIN(Key.ABSENT),
    PROPS(Key.ABSENT),
    UNDO(0xe03d),
    FRONT(Key.ABSENT),
    COPY(0xe044),
    OPEN(Key.ABSENT),
    PASTE(0xe046),
    FIND(Key.ABSENT),
    CUT(0xe043),
    LF(Key.ABSENT),
    HELP(0xe005),
    META_L(0xe01f),
    META_R(0xe027),
    COMPOSE(0xe02f),
    PAUSE(Key.PAUSE_BREAK),
    RO(0x51),
    HIRAGANA(0x62),
    HENKAN(0x64),
    YEN(0x6a),
    MUHENKAN(0x67),
    KATAKANAHIRAGANA(0x13),
    KP_COMMA(0x6d),
    KP_EQUALS(0x0f),
    POWER(0xe037),
    SLEEP(0xe03f),
    WAKE(0xe05e),
    AUDIONEXT(0xe04d),
    AUDIOPREV(0xe015),
    AUDIOSTOP(0xe03b),
    AUDIOPLAY(0xe034),
    AUDIOMUTE(0xe023),
    VOLUMEUP(0xe032),
    VOLUMEDOWN(0xe021),
    MEDIASELECT(0xe050),
    MAIL(0xe048),
    CALCULATOR(0xe02b),
    COMPUTER(0xe040),
    AC_HOME(0xe03a),
    AC_BACK(0xe038),
    AC_FORWARD(0xe030),
    AC_REFRESH(0xe020),
    AC_BOOKMARKS(0xe018),
    LANG1(0xf2),
    LANG2(0xf1),
    F13(0x08),
    F14(0x10),
    F15(0x18),
    F16(0x20),
    F17(0x28),
    F18(0x30),
    F19(0x38),
    F20(0x40),
    F21(0x48),
    F22(0x50),
    F23(0x57),
    F24(0x5f);

    /** What {@link #code} is for the keys of QMP that no PS/2 keyboard has. */
    static final int ABSENT = 0;
    /** What {@link #code} is for the key whose sequence depends on the modifiers that are held. */
    static final int PRINT_SCREEN = -1;
    /** What {@link #code} is for the key that sends make and break at once and never repeats. */
    static final int PAUSE_BREAK = -2;
    /** In the high byte of {@link #code}: sent before the code itself. */
    static final int EXTENDED = 0xe0;
    /** The Korean keys, which have no break code and never repeat. */
    static final int HANGUL = 0xf2;

    static final int HANJA = 0xf1;

    private static final Map<String, Key> BY_NAME = new HashMap<>();

    static {
        for (Key key : values()) {
            BY_NAME.put(key.qcode, key);
        }
    }

    private final String qcode;
    private final int code;

    Key(int code) {
        this.code = code;
        qcode = name().startsWith("DIGIT_") ? name().substring("DIGIT_".length()) : name().toLowerCase(Locale.ROOT);
    }

    /** Its name in QMP, such as {@code "kp_enter"}. */
    public String qcode() {
        return qcode;
    }

    /** Its make code in set 2, with {@link #EXTENDED} in the high byte if that goes before; or one of the special values. */
    int code() {
        return code;
    }

    boolean breaks() {
        return code != PAUSE_BREAK && code != HANGUL && code != HANJA;
    }

    /** The key of a QMP name. */
    public static Optional<Key> ofQcode(String qcode) {
        return Optional.ofNullable(BY_NAME.get(qcode));
    }
}
