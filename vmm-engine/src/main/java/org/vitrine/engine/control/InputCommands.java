package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QKeyCode;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/** Keyboard and mouse: the input part of QAPI's {@code ui}. */
final class InputCommands {
    private static final long DEFAULT_HOLD_MILLIS = 100;
    private static final long MAX_HOLD_MILLIS = 10_000;
    private static final int MAX_KEYS = 64;
    private static final int MAX_EVENTS = 1024;
    /** More counts at once than any mouse moves. */
    private static final int MAX_MOTION = 0x7fff;

    private static final Set<String> KEY_KINDS = Set.of("qcode", "number");
    private static final Set<String> EVENT_KINDS = Set.of("key", "btn", "rel", "abs", "mtt");
    private static final Set<String> AXES = Set.of("x", "y");
    private static final Set<String> BUTTONS = Set.of(
            "left", "middle", "right", "wheel-up", "wheel-down", "side", "extra", "wheel-left", "wheel-right", "touch");

    /** One thing that happens to keyboard or mouse. */
    private sealed interface Input {
        record Key(QKeyCode key, boolean down) implements Input {}

        record Button(String button, boolean down) implements Input {}

        record Motion(int dx, int dy, int wheel) implements Input {
            static final Motion NONE = new Motion(0, 0, 0);

            Motion plus(Motion other) {
                return new Motion(clamped(dx + other.dx), clamped(dy + other.dy), clamped(wheel + other.wheel));
            }

            private static int clamped(int counts) {
                return Math.clamp(counts, -MAX_MOTION, MAX_MOTION);
            }
        }
    }

    private final MachineControl machine;
    private final KeySequencer keys;

    InputCommands(MachineControl machine, KeySequencer keys) {
        this.machine = machine;
        this.keys = keys;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand("send-key", this::sendKey), new QmpCommand("input-send-event", this::inputSendEvent));
    }

    private Object sendKey(Arguments arguments) throws QmpException {
        List<QKeyCode> chord = new ArrayList<>();
        for (Arguments key : arguments.objects("keys")) {
            chord.add(key(key));
        }
        long hold = arguments.optionalInteger("hold-time", DEFAULT_HOLD_MILLIS);
        arguments.end();
        if (chord.size() > MAX_KEYS) {
            throw QmpException.generic("Parameter 'keys' has more than %d elements".formatted(MAX_KEYS));
        }
        if (hold < 0 || hold > MAX_HOLD_MILLIS) {
            throw QmpException.generic(
                    "Parameter 'hold-time' expects a value between 0 and %d".formatted(MAX_HOLD_MILLIS));
        }
        if (!keys.press(chord, hold)) {
            throw QmpException.generic("Too many keys are waiting to be typed; try again later");
        }
        return Map.of();
    }

    private static QKeyCode key(Arguments value) throws QmpException {
        String kind = value.choice("type", KEY_KINDS);
        Optional<QKeyCode> key;
        String shown;
        if (kind.equals("number")) {
            long number = value.integer("data");
            shown = Long.toString(number);
            key = number == (int) number ? QKeyCode.ofNumber((int) number) : Optional.empty();
        } else {
            shown = value.text("data");
            key = QKeyCode.of(shown);
        }
        value.end();
        return key.orElseThrow(() -> Arguments.notAccepted("data", shown));
    }

    private Object inputSendEvent(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.optionalText("device");
        arguments.optionalInteger("head", 0);
        List<Input> inputs = new ArrayList<>();
        for (Arguments event : arguments.objects("events")) {
            inputs.add(input(event));
        }
        arguments.end();
        if (device != null) {
            throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(device));
        }
        if (inputs.size() > MAX_EVENTS) {
            throw QmpException.generic("Parameter 'events' has more than %d elements".formatted(MAX_EVENTS));
        }
        send(inputs);
        return Map.of();
    }

    private static Input input(Arguments event) throws QmpException {
        String kind = event.choice("type", EVENT_KINDS);
        Arguments data = event.object("data");
        event.end();
        Input input = switch (kind) {
            case "key" -> new Input.Key(key(data.object("key")), data.flag("down"));
            case "btn" -> button(data.choice("button", BUTTONS), data.flag("down"));
            case "rel" -> motion(data.choice("axis", AXES), data.integer("value"));
            default -> throw QmpException.generic("Input handler not found for event type " + kind);
        };
        data.end();
        return input;
    }

    /** The wheel is a pair of buttons in QMP: a notch when pressed, nothing when released. */
    private static Input button(String button, boolean down) throws QmpException {
        return switch (button) {
            case "wheel-up" -> new Input.Motion(0, 0, down ? 1 : 0);
            case "wheel-down" -> new Input.Motion(0, 0, down ? -1 : 0);
            case "wheel-left", "wheel-right", "touch" ->
                throw QmpException.generic("The mouse of this machine has no button '%s'".formatted(button));
            default -> new Input.Button(button, down);
        };
    }

    private static Input motion(String axis, long value) {
        int counts = Math.clamp(value, -MAX_MOTION, MAX_MOTION);
        return axis.equals("x") ? new Input.Motion(counts, 0, 0) : new Input.Motion(0, counts, 0);
    }

    /** Motion that stands together becomes one, as the axes of one movement come in one list. */
    private void send(List<Input> inputs) throws MachineException {
        Input.Motion pending = Input.Motion.NONE;
        for (Input input : inputs) {
            switch (input) {
                case Input.Motion motion -> pending = pending.plus(motion);
                case Input.Key key -> {
                    pending = move(pending);
                    machine.key(key.key().wireName(), key.down());
                }
                case Input.Button button -> {
                    pending = move(pending);
                    machine.button(button.button(), button.down());
                }
            }
        }
        move(pending);
    }

    private Input.Motion move(Input.Motion motion) {
        if (!motion.equals(Input.Motion.NONE)) {
            machine.movePointer(motion.dx(), motion.dy(), motion.wheel());
        }
        return Input.Motion.NONE;
    }
}
