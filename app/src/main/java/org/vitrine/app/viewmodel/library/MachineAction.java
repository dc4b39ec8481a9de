package org.vitrine.app.viewmodel.library;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.text.Texts;

/** What one can do to machines from the library. Names of texts are {@code action.NAME}, of drawings the icons. */
public enum MachineAction {
    START("play"),
    /** A start of which nothing is left afterwards. */
    START_DISPOSABLE("play"),
    SHOW("display"),
    PAUSE("pause"),
    RESUME("play"),
    SHUT_DOWN("power"),
    SAVE("save"),
    FORCE_OFF("force-off"),
    OPEN("settings"),
    RENAME("edit"),
    /** A machine of its own that is as this one is now. */
    CLONE("clone"),
    TRASH("trash");

    private static final Set<MachineAction> OF_ONE = EnumSet.of(SHOW, OPEN, RENAME, CLONE);

    private final String icon;

    MachineAction(String icon) {
        this.icon = icon;
    }

    public String icon() {
        return icon;
    }

    /** The verb. */
    public String label() {
        return Texts.get(key());
    }

    /** The verb's text, and the id of what does it. */
    public String key() {
        return "action." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a machine can take it now. */
    public boolean fits(MachineFacts machine) {
        boolean screen = machine.hasScreen();
        return switch (this) {
            case START -> !screen && machine.stored() && isOff(machine.state());
            case START_DISPOSABLE -> START.fits(machine) && machine.state() != State.SAVED;
            case SHOW -> screen;
            case PAUSE -> screen && machine.state() == State.RUNNING;
            case RESUME -> screen && (machine.state() == State.PAUSED || machine.state() == State.FAILED);
            case SHUT_DOWN -> screen && machine.state() == State.RUNNING;
            case SAVE -> screen && machine.stored() && machine.state() != State.FAILED;
            case FORCE_OFF -> screen;
            case OPEN -> machine.stored();
            case RENAME -> machine.stored() && machine.state() != State.DAMAGED;
            case CLONE -> RENAME.fits(machine) && machine.state() != State.STARTING;
            case TRASH -> !screen && machine.stored() && machine.state() != State.STARTING;
        };
    }

    private static boolean isOff(State state) {
        return state == State.OFF || state == State.SAVED || state == State.FAILED;
    }

    /** What a double click does. */
    public static MachineAction primary(MachineFacts machine) {
        return Stream.of(SHOW, START)
                .filter(action -> action.fits(machine))
                .findFirst()
                .orElse(OPEN);
    }

    /** What fits all of some machines; what shows or names something fits one. */
    public static List<MachineAction> fitting(Collection<MachineItem> machines) {
        return Stream.of(values())
                .filter(action -> !machines.isEmpty()
                        && (machines.size() == 1 || !OF_ONE.contains(action))
                        && machines.stream().allMatch(machine -> action.fits(machine.facts())))
                .toList();
    }
}
