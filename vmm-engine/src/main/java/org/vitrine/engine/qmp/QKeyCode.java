package org.vitrine.engine.qmp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The physical keys that QMP's {@code send-key} and {@code input-send-event} name: QAPI's {@code QKeyCode}. Letters and signs are
 * those of the US layout's key at the place.
 */
public enum QKeyCode {
    ESC("esc", 0x01),
    DIGIT_1("1", 0x02),
    DIGIT_2("2", 0x03),
    DIGIT_3("3", 0x04),
    DIGIT_4("4", 0x05),
    DIGIT_5("5", 0x06),
    DIGIT_6("6", 0x07),
    DIGIT_7("7", 0x08),
    DIGIT_8("8", 0x09),
    DIGIT_9("9", 0x0a),
    DIGIT_0("0", 0x0b),
    MINUS("minus", 0x0c),
    EQUAL("equal", 0x0d),
    BACKSPACE("backspace", 0x0e),
    TAB("tab", 0x0f),
    Q("q", 0x10),
    W("w", 0x11),
    E("e", 0x12),
    R("r", 0x13),
    T("t", 0x14),
    Y("y", 0x15),
    U("u", 0x16),
    I("i", 0x17),
    O("o", 0x18),
    P("p", 0x19),
    BRACKET_LEFT("bracket_left", 0x1a),
    BRACKET_RIGHT("bracket_right", 0x1b),
    RET("ret", 0x1c),
    CTRL("ctrl", 0x1d),
    A("a", 0x1e),
    S("s", 0x1f),
    D("d", 0x20),
    F("f", 0x21),
    G("g", 0x22),
    H("h", 0x23),
    J("j", 0x24),
    K("k", 0x25),
    L("l", 0x26),
    SEMICOLON("semicolon", 0x27),
    APOSTROPHE("apostrophe", 0x28),
    GRAVE_ACCENT("grave_accent", 0x29),
    SHIFT("shift", 0x2a),
    BACKSLASH("backslash", 0x2b),
    Z("z", 0x2c),
    X("x", 0x2d),
    C("c", 0x2e),
    V("v", 0x2f),
    B("b", 0x30),
    N("n", 0x31),
    M("m", 0x32),
    COMMA("comma", 0x33),
    DOT("dot", 0x34),
    SLASH("slash", 0x35),
    SHIFT_R("shift_r", 0x36),
    ASTERISK("asterisk", 0x37),
    ALT("alt", 0x38),
    SPC("spc", 0x39),
    CAPS_LOCK("caps_lock", 0x3a),
    F1("f1", 0x3b),
    F2("f2", 0x3c),
    F3("f3", 0x3d),
    F4("f4", 0x3e),
    F5("f5", 0x3f),
    F6("f6", 0x40),
    F7("f7", 0x41),
    F8("f8", 0x42),
    F9("f9", 0x43),
    F10("f10", 0x44),
    NUM_LOCK("num_lock", 0x45),
    SCROLL_LOCK("scroll_lock", 0x46),
    KP_7("kp_7", 0x47),
    KP_8("kp_8", 0x48),
    KP_9("kp_9", 0x49),
    KP_SUBTRACT("kp_subtract", 0x4a),
    KP_4("kp_4", 0x4b),
    KP_5("kp_5", 0x4c),
    KP_6("kp_6", 0x4d),
    KP_ADD("kp_add", 0x4e),
    KP_1("kp_1", 0x4f),
    KP_2("kp_2", 0x50),
    KP_3("kp_3", 0x51),
    KP_0("kp_0", 0x52),
    KP_DECIMAL("kp_decimal", 0x53),
    SYSRQ("sysrq", 0x54),
    LESS("less", 0x56),
    F11("f11", 0x57),
    F12("f12", 0x58),
    KP_EQUALS("kp_equals", 0x59),
    F13("f13", QKeyCode.NO_NUMBER),
    F14("f14", QKeyCode.NO_NUMBER),
    F15("f15", QKeyCode.NO_NUMBER),
    HIRAGANA("hiragana", 0x77),
    HENKAN("henkan", 0x79),
    MUHENKAN("muhenkan", 0x7b),
    YEN("yen", 0x7d),
    KP_COMMA("kp_comma", 0x7e),
    RO("ro", 0x73),
    KATAKANAHIRAGANA("katakanahiragana", 0x70),
    LANG2("lang2", 0x71),
    LANG1("lang1", 0x72),
    AUDIOPREV("audioprev", 0x90),
    AUDIONEXT("audionext", 0x99),
    KP_ENTER("kp_enter", 0x9c),
    CTRL_R("ctrl_r", 0x9d),
    AUDIOMUTE("audiomute", 0xa0),
    CALCULATOR("calculator", 0xa1),
    AUDIOPLAY("audioplay", 0xa2),
    AUDIOSTOP("audiostop", 0xa4),
    VOLUMEDOWN("volumedown", 0xae),
    VOLUMEUP("volumeup", 0xb0),
    AC_HOME("ac_home", 0xb2),
    KP_DIVIDE("kp_divide", 0xb5),
    PRINT("print", 0xb7),
    ALT_R("alt_r", 0xb8),
    PAUSE("pause", 0xc6),
    HOME("home", 0xc7),
    UP("up", 0xc8),
    PGUP("pgup", 0xc9),
    LEFT("left", 0xcb),
    RIGHT("right", 0xcd),
    END("end", 0xcf),
    DOWN("down", 0xd0),
    PGDN("pgdn", 0xd1),
    INSERT("insert", 0xd2),
    DELETE("delete", 0xd3),
    META_L("meta_l", 0xdb),
    META_R("meta_r", 0xdc),
    COMPOSE("compose", 0xdd),
    POWER("power", 0xde),
    SLEEP("sleep", 0xdf),
    WAKE("wake", 0xe3),
    AC_BOOKMARKS("ac_bookmarks", 0xe6),
    AC_REFRESH("ac_refresh", 0xe7),
    AC_FORWARD("ac_forward", 0xe9),
    AC_BACK("ac_back", 0xea),
    COMPUTER("computer", 0xeb),
    MAIL("mail", 0xec),
    MEDIASELECT("mediaselect", 0xed),
    KP_MULTIPLY("kp_multiply", 0x37),
    MENU("menu", QKeyCode.NO_NUMBER),
    STOP("stop", QKeyCode.NO_NUMBER),
    AGAIN("again", QKeyCode.NO_NUMBER),
    PROPS("props", QKeyCode.NO_NUMBER),
    UNDO("undo", QKeyCode.NO_NUMBER),
    FRONT("front", QKeyCode.NO_NUMBER),
    COPY("copy", QKeyCode.NO_NUMBER),
    OPEN("open", QKeyCode.NO_NUMBER),
    PASTE("paste", QKeyCode.NO_NUMBER),
    FIND("find", QKeyCode.NO_NUMBER),
    CUT("cut", QKeyCode.NO_NUMBER),
    LF("lf", QKeyCode.NO_NUMBER),
    HELP("help", QKeyCode.NO_NUMBER),
    F16("f16", QKeyCode.NO_NUMBER),
    F17("f17", QKeyCode.NO_NUMBER),
    F18("f18", QKeyCode.NO_NUMBER),
    F19("f19", QKeyCode.NO_NUMBER),
    F20("f20", QKeyCode.NO_NUMBER),
    F21("f21", QKeyCode.NO_NUMBER),
    F22("f22", QKeyCode.NO_NUMBER),
    F23("f23", QKeyCode.NO_NUMBER),
    F24("f24", QKeyCode.NO_NUMBER);

    private static final int NO_NUMBER = 0;

    private static final Map<String, QKeyCode> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(QKeyCode::wireName, Function.identity()));
    private static final Map<Integer, QKeyCode> BY_NUMBER = new HashMap<>();

    static {
        for (QKeyCode key : values()) {
            if (key.number != NO_NUMBER) {
                BY_NUMBER.putIfAbsent(key.number, key);
            }
        }
    }

    private final String wireName;
    private final int number;

    QKeyCode(String wireName, int number) {
        this.wireName = wireName;
        this.number = number;
    }

    /** Its name in the protocol, such as {@code "ret"}. */
    public String wireName() {
        return wireName;
    }

    /** The key of a name. */
    public static Optional<QKeyCode> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /**
     * The key of a number, the other form that QMP has for keys.
     *
     * @param number the key's make code in scan code set 1, with bit 7 set if the code follows an 0xE0
     */
    public static Optional<QKeyCode> ofNumber(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }
}
