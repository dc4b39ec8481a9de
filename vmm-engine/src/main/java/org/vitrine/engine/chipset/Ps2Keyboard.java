package org.vitrine.engine.chipset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * A PS/2 keyboard (IBM PS/2 Hardware Interface Technical Reference, Keyboard). It speaks scan code sets 1 and 2; asked for
 * set 3 it acknowledges and stays with what it has, as a guest finds out by asking. It repeats held keys itself.
 *
 * <p>A key whose codes do not fit into its queue is lost whole, and never its release: a make code is only taken if the
 * break codes of all keys that are down fit as well.
 */
public final class Ps2Keyboard extends Ps2Device {
    private static final int CAPACITY = 256;
    private static final long MILLISECOND = 1_000_000;
    private static final int DEFAULT_TYPEMATIC = 0x2b;
    private static final int SCAN_SET_QUERY = 0;
    private static final int NAMES_LENGTH = 4096;

    private static final Key[] KEYS = Key.values();

    private final I8042 controller;
    private final VmClock clock;
    private final VmClock.Timer repeat;

    private final ByteQueue codes = new ByteQueue(CAPACITY);
    private final boolean[] down = new boolean[KEYS.length];
    /** Bytes that the break codes of all keys that are down will need. */
    private int owed;

    private final KeySequence sequence = new KeySequence();
    private PrintForm print = PrintForm.UP;
    private boolean scanning = true;
    private volatile int leds;
    private int typematic = DEFAULT_TYPEMATIC;
    private @Nullable Key repeating;
    private long repeatAt;

    Ps2Keyboard(I8042 controller, DeviceHost host) {
        this.controller = controller;
        clock = host.clock();
        repeat = clock.timer(controller.id() + "-typematic", this::repeat);
    }

    /**
     * Presses or releases a key. Pressing one that is down, and releasing one that is up, has no effect. Any thread.
     */
    public void key(Key key, boolean pressed) {
        synchronized (controller) {
            Key pressedKey = key == Key.SYSRQ ? Key.PRINT : key;
            if (key.code() == Key.ABSENT || down[pressedKey.ordinal()] == pressed || !scanning) {
                return;
            }
            if (pressed) {
                press(pressedKey);
            } else {
                release(pressedKey);
            }
            controller.pump();
        }
    }

    /** Which lights the guest wants on: bit 0 scroll lock, bit 1 num lock, bit 2 caps lock. Any thread. */
    public int leds() {
        return leds;
    }

    private void press(Key key) {
        if (key == Key.PRINT) {
            print = PrintForm.of(held(Key.ALT) || held(Key.ALT_R), control() || held(Key.SHIFT) || held(Key.SHIFT_R));
        }
        int breakLength = breakLength(key);
        sequence.make(key, print, control());
        if (codes.free() < sequence.length() + owed + breakLength) {
            if (key == Key.PRINT) {
                print = PrintForm.UP;
            }
            return;
        }
        sequence.sendTo(codes);
        down[key.ordinal()] = true;
        owed += breakLength;
        if (key.breaks()) {
            repeating = key;
            repeatAt = clock.nanos() + ((typematic >> 5 & 3) + 1) * 250 * MILLISECOND;
            repeat.arm(repeatAt);
        }
    }

    private void release(Key key) {
        if (repeating == key) {
            stopRepeating();
        }
        owed -= breakLength(key);
        sequence.release(key, print);
        sequence.sendTo(codes);
        down[key.ordinal()] = false;
        if (key == Key.PRINT) {
            print = PrintForm.UP;
        }
    }

    private boolean held(Key key) {
        return down[key.ordinal()];
    }

    private boolean control() {
        return held(Key.CTRL) || held(Key.CTRL_R);
    }

    private int breakLength(Key key) {
        sequence.release(key, print);
        return sequence.length();
    }

    private void stopRepeating() {
        repeating = null;
        repeatAt = 0;
        repeat.cancel();
    }

    private void repeat() {
        synchronized (controller) {
            long now = clock.nanos();
            if (repeating == null || now < repeatAt) {
                return;
            }
            // A guest that reads slower than the key repeats must not find repeats piled up when it is released.
            if (codes.isEmpty() && scanning) {
                // Print screen repeats without the shift that goes before it.
                sequence.make(repeating, print == PrintForm.PLAIN ? PrintForm.SHIFTED : print, false);
                sequence.sendTo(codes);
            }
            repeatAt = now + repeatPeriod();
            repeat.arm(repeatAt);
            controller.pump();
        }
    }

    /** Nanoseconds between repeats: (8 + A) · 2^B / 240 s, with A the low three bits and B the next two. */
    private long repeatPeriod() {
        return ((8L + (typematic & 7)) << (typematic >> 3 & 3)) * 1000 * MILLISECOND / 240;
    }

    @Override
    boolean isArgument(int command, int value) {
        return value < 0x80;
    }

    @Override
    void command(int value) {
        KeyboardCommand command = KeyboardCommand.of(value);
        if (command == null) {
            answer(RESEND);
            return;
        }
        switch (command) {
            case SET_LEDS, SCAN_SET, TYPEMATIC, KEY_TYPEMATIC, KEY_MAKE_BREAK, KEY_MAKE -> await(value);
            case ECHO -> answer(value);
            case IDENTIFY -> {
                answer(ACKNOWLEDGE);
                answer(0xab);
                answer(0x83);
            }
            case ENABLE -> {
                answer(ACKNOWLEDGE);
                forgetKeys();
                scanning = true;
            }
            case DISABLE -> {
                answer(ACKNOWLEDGE);
                defaults();
                scanning = false;
            }
            case DEFAULTS -> {
                answer(ACKNOWLEDGE);
                defaults();
                scanning = true;
            }
            case ALL_TYPEMATIC, ALL_MAKE_BREAK, ALL_MAKE, ALL_TYPEMATIC_MAKE_BREAK -> answer(ACKNOWLEDGE);
            case RESEND -> resend();
            case RESET -> {
                answer(ACKNOWLEDGE);
                defaults();
                scanning = true;
                leds = 0;
                answer(SELF_TEST_PASSED);
            }
        }
    }

    @Override
    void argument(int code, int value) {
        KeyboardCommand command = KeyboardCommand.of(code);
        answer(ACKNOWLEDGE);
        if (command == KeyboardCommand.SET_LEDS) {
            leds = value & 7;
        } else if (command == KeyboardCommand.TYPEMATIC) {
            typematic = value;
        } else if (command == KeyboardCommand.SCAN_SET) {
            if (value == SCAN_SET_QUERY) {
                answer(sequence.scanSet());
            } else if (value <= 2 && value != sequence.scanSet()) {
                forgetKeys();
                sequence.setScanSet(value);
            }
        }
    }

    private void defaults() {
        forgetKeys();
        sequence.setScanSet(2);
        typematic = DEFAULT_TYPEMATIC;
    }

    /** Empties the queue. Keys that are held count as released: the guest hears of them when they are next pressed. */
    private void forgetKeys() {
        codes.clear();
        Arrays.fill(down, false);
        owed = 0;
        print = PrintForm.UP;
        stopRepeating();
    }

    @Override
    long dataReadyAt(long now) {
        return codes.isEmpty() ? Long.MAX_VALUE : now;
    }

    @Override
    int takeData(long now) {
        return codes.take();
    }

    @Override
    void powerOn() {
        super.powerOn();
        defaults();
        scanning = true;
        leds = 0;
    }

    @Override
    void save(StateWriter out, String prefix) {
        super.save(out, prefix);
        out.put(prefix + "codes", codes.toByteArray());
        String held = Arrays.stream(KEYS).filter(this::held).map(Key::qcode).collect(Collectors.joining(","));
        out.put(prefix + "down", held.getBytes(StandardCharsets.US_ASCII));
        out.put(prefix + "print", print.ordinal());
        out.put(prefix + "scanning", scanning);
        out.put(prefix + "scanSet", sequence.scanSet());
        out.put(prefix + "leds", leds);
        out.put(prefix + "typematic", typematic);
        String repeated = repeating == null ? "" : repeating.qcode();
        out.put(prefix + "repeating", repeated.getBytes(StandardCharsets.US_ASCII));
        out.put(prefix + "repeatAt", repeatAt);
    }

    @Override
    void load(StateReader in, String prefix) throws StateException {
        super.load(in, prefix);
        codes.load(in, prefix + "codes");
        String held = new String(in.getBytes(prefix + "down", NAMES_LENGTH), StandardCharsets.US_ASCII);
        print = PrintForm.at(in.getInt(prefix + "print", 0, PrintForm.values().length - 1));
        scanning = in.getBoolean(prefix + "scanning");
        sequence.setScanSet(in.getInt(prefix + "scanSet", 1, 2));
        leds = in.getInt(prefix + "leds", 0, 7);
        typematic = in.getInt(prefix + "typematic", 0, 0x7f);
        String repeated = new String(in.getBytes(prefix + "repeating", NAMES_LENGTH), StandardCharsets.US_ASCII);
        repeatAt = in.getLong(prefix + "repeatAt", 0, Long.MAX_VALUE >> 1);
        Arrays.fill(down, false);
        owed = 0;
        if (!held.isEmpty()) {
            for (String name : held.split(",", -1)) {
                Key key = known(name);
                owed += down[key.ordinal()] ? 0 : breakLength(key);
                down[key.ordinal()] = true;
            }
        }
        if (owed > codes.free()) {
            throw new StateException("The saved keyboard has more keys down than room for their release.");
        }
        repeating = repeated.isEmpty() ? null : known(repeated);
        if (repeating != null) {
            repeat.arm(repeatAt);
        } else {
            repeat.cancel();
        }
    }

    private static Key known(String name) throws StateException {
        Optional<Key> key = Key.ofQcode(name);
        if (key.isEmpty() || key.get().code() == Key.ABSENT || key.get() == Key.SYSRQ) {
            throw new StateException("The saved keyboard has a key that it lacks.");
        }
        return key.get();
    }
}
