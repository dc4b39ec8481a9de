package org.vitrine.app.input;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * Linux key codes (linux/input-event-codes.h) as the keys of QMP. Up to {@value #LAST_OF_SET_1} they are the make codes
 * of scan code set 1; those that set 1 puts behind an 0xE0 came later and stand in a table.
 */
public final class EvdevKeys {
    /** {@code KEY_F12}. */
    private static final int LAST_OF_SET_1 = 88;
    /** Set 1 has Alt+PrintScreen there; X gives the number to a key that no keyboard has. */
    private static final int UNUSED = 84;

    private static final Map<Integer, QKeyCode> OTHERS = Map.ofEntries(
            entry(55, QKeyCode.KP_MULTIPLY),
            entry(89, QKeyCode.RO),
            entry(91, QKeyCode.KATAKANAHIRAGANA),
            entry(92, QKeyCode.HENKAN),
            entry(93, QKeyCode.KATAKANAHIRAGANA),
            entry(94, QKeyCode.MUHENKAN),
            entry(95, QKeyCode.KP_COMMA),
            entry(96, QKeyCode.KP_ENTER),
            entry(97, QKeyCode.CTRL_R),
            entry(98, QKeyCode.KP_DIVIDE),
            entry(99, QKeyCode.PRINT),
            entry(100, QKeyCode.ALT_R),
            entry(102, QKeyCode.HOME),
            entry(103, QKeyCode.UP),
            entry(104, QKeyCode.PGUP),
            entry(105, QKeyCode.LEFT),
            entry(106, QKeyCode.RIGHT),
            entry(107, QKeyCode.END),
            entry(108, QKeyCode.DOWN),
            entry(109, QKeyCode.PGDN),
            entry(110, QKeyCode.INSERT),
            entry(111, QKeyCode.DELETE),
            entry(113, QKeyCode.AUDIOMUTE),
            entry(114, QKeyCode.VOLUMEDOWN),
            entry(115, QKeyCode.VOLUMEUP),
            entry(116, QKeyCode.POWER),
            entry(117, QKeyCode.KP_EQUALS),
            entry(119, QKeyCode.PAUSE),
            entry(121, QKeyCode.KP_COMMA),
            entry(122, QKeyCode.LANG1),
            entry(123, QKeyCode.LANG2),
            entry(124, QKeyCode.YEN),
            entry(125, QKeyCode.META_L),
            entry(126, QKeyCode.META_R),
            entry(127, QKeyCode.COMPOSE),
            entry(140, QKeyCode.CALCULATOR),
            entry(142, QKeyCode.SLEEP),
            entry(143, QKeyCode.WAKE),
            entry(155, QKeyCode.MAIL),
            entry(156, QKeyCode.AC_BOOKMARKS),
            entry(157, QKeyCode.COMPUTER),
            entry(158, QKeyCode.AC_BACK),
            entry(159, QKeyCode.AC_FORWARD),
            entry(163, QKeyCode.AUDIONEXT),
            entry(164, QKeyCode.AUDIOPLAY),
            entry(165, QKeyCode.AUDIOPREV),
            entry(166, QKeyCode.AUDIOSTOP),
            entry(172, QKeyCode.AC_HOME),
            entry(173, QKeyCode.AC_REFRESH),
            entry(183, QKeyCode.F13),
            entry(184, QKeyCode.F14),
            entry(185, QKeyCode.F15),
            entry(226, QKeyCode.MEDIASELECT));

    private EvdevKeys() {}

    /** The key of a code; empty if no PC keyboard has it. */
    public static Optional<QKeyCode> qcode(int evdev) {
        QKeyCode other = OTHERS.get(evdev);
        if (other != null) {
            return Optional.of(other);
        }
        return evdev >= 1 && evdev <= LAST_OF_SET_1 && evdev != UNUSED ? QKeyCode.ofNumber(evdev) : Optional.empty();
    }
}
