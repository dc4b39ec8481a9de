package org.vitrine.engine.chipset;

import java.util.Arrays;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * The keyboard controller, an Intel 8042 with a PC's program (IBM PS/2 Hardware Interface Technical Reference, Keyboard and
 * Auxiliary Device Controller), with a keyboard (IRQ 1) and a mouse (IRQ 12): data at port 0x60, status and commands at
 * port 0x64.
 *
 * <p>A device's next byte follows {@value #BYTE_NANOS} ns after the last one was read, since there are interrupt handlers
 * that read a byte twice. The A20 gate is a bit that can be read back; the address line itself is always on.
 *
 * <p>One lock guards the controller and both devices. Input while the machine is paused waits in the devices.
 */
public final class I8042 implements Device {
    public static final int DATA_PORT = 0x60;
    public static final int COMMAND_PORT = 0x64;
    public static final int KEYBOARD_GSI = 1;
    public static final int MOUSE_GSI = 12;

    /** Less than a PS/2 line takes for a byte, and long enough for a handler to read it twice. */
    static final int BYTE_NANOS = 250_000;

    private static final String KIND = "i8042";
    private static final int RAM_SIZE = 32;

    private static final int STATUS_OUTPUT_FULL = 0x01;
    private static final int STATUS_SYSTEM = 0x04;
    private static final int STATUS_COMMAND = 0x08;
    private static final int STATUS_UNLOCKED = 0x10;
    private static final int STATUS_FROM_MOUSE = 0x20;

    private static final int MODE_KEYBOARD_INTERRUPT = 0x01;
    private static final int MODE_MOUSE_INTERRUPT = 0x02;
    private static final int MODE_SYSTEM = 0x04;
    private static final int MODE_KEYBOARD_OFF = 0x10;
    private static final int MODE_MOUSE_OFF = 0x20;
    private static final int MODE_TRANSLATE = 0x40;
    private static final int MODE_POWER_ON = MODE_KEYBOARD_INTERRUPT | MODE_MOUSE_INTERRUPT | MODE_TRANSLATE;

    private static final int OUTPUT_RUNNING = 0x01;
    private static final int OUTPUT_A20 = 0x02;
    private static final int OUTPUT_KEYBOARD_FULL = 0x10;
    private static final int OUTPUT_MOUSE_FULL = 0x20;
    private static final int OUTPUT_LINES = 0xcc;

    private static final int SELF_TEST_PASSED = 0x55;
    private static final int PORT_TEST_PASSED = 0x00;
    private static final int NO_PASSWORD = 0xf1;
    private static final int INPUT_UNINHIBITED = 0x80;

    private static final int READ_RAM = 0x20;
    private static final int WRITE_RAM = 0x60;
    private static final int PULSE = 0xf0;
    private static final int NONE = 0;

    private final String id;
    private final VmClock clock;
    private final InterruptPin keyboardPin;
    private final InterruptPin mousePin;
    private final VmClock.Timer nextByte;
    private final Runnable onReset;
    private final Ps2Keyboard keyboard;
    private final Ps2Mouse mouse;
    private final ScanCodes translation = new ScanCodes();

    private boolean running;
    /** The first byte is the command byte, the controller's mode. */
    private final byte[] ram = new byte[RAM_SIZE];

    private int output;
    private boolean full;
    private boolean fromMouse;
    private boolean lastWasCommand;
    private boolean a20 = true;
    /** The command whose argument comes next, or {@link #NONE}. */
    private int awaiting = NONE;
    /** The controller's own answer, which goes before the devices' bytes; -1 if there is none. */
    private int answer = -1;

    private boolean answerFromMouse;
    private long notBefore;

    /**
     * Takes ports 0x60 and 0x64.
     *
     * @param onReset called on a vCPU's thread, without lock, when the guest asks for a reset
     */
    public I8042(String id, DeviceHost host, Runnable onReset) {
        this.id = id;
        this.onReset = onReset;
        clock = host.clock();
        keyboardPin = host.gsi(KEYBOARD_GSI);
        mousePin = host.gsi(MOUSE_GSI);
        nextByte = clock.timer(id, this::byteTime);
        keyboard = new Ps2Keyboard(this, host);
        mouse = new Ps2Mouse(this);
        ram[0] = MODE_POWER_ON;
        host.ports().map(DATA_PORT, 1, new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                return readData();
            }

            @Override
            public void write(long offset, int size, long value) {
                writeData((int) value & 0xff);
            }
        });
        host.ports().map(COMMAND_PORT, 1, new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                return readStatus();
            }

            @Override
            public void write(long offset, int size, long value) {
                writeCommand((int) value & 0xff);
            }
        });
    }

    @Override
    public String id() {
        return id;
    }

    public Ps2Keyboard keyboard() {
        return keyboard;
    }

    public Ps2Mouse mouse() {
        return mouse;
    }

    private int mode() {
        return ram[0];
    }

    private void setMode(int mode) {
        ram[0] = (byte) mode;
        drivePins();
        pump();
    }

    private void drivePins() {
        keyboardPin.set(full && !fromMouse && (mode() & MODE_KEYBOARD_INTERRUPT) != 0);
        mousePin.set(full && fromMouse && (mode() & MODE_MOUSE_INTERRUPT) != 0);
    }

    private synchronized int readStatus() {
        return STATUS_UNLOCKED
                | (full ? STATUS_OUTPUT_FULL : 0)
                | (full && fromMouse ? STATUS_FROM_MOUSE : 0)
                | ((mode() & MODE_SYSTEM) != 0 ? STATUS_SYSTEM : 0)
                | (lastWasCommand ? STATUS_COMMAND : 0);
    }

    private synchronized int readData() {
        int value = output;
        if (full) {
            full = false;
            drivePins();
            notBefore = clock.nanos() + BYTE_NANOS;
            pump();
        }
        return value;
    }

    private void fill(int value, boolean mouses) {
        output = value;
        fromMouse = mouses;
        full = true;
        drivePins();
    }

    private void answer(int value, boolean mouses) {
        answer = value;
        answerFromMouse = mouses;
    }

    /** Fills the output buffer if it is empty and somebody has a byte, or arms the timer for when that will be so. */
    void pump() {
        if (!running || full) {
            return;
        }
        if (answer >= 0) {
            fill(answer, answerFromMouse);
            answer = -1;
            return;
        }
        long now = clock.nanos();
        long keyboardAt = (mode() & MODE_KEYBOARD_OFF) != 0 ? Long.MAX_VALUE : keyboard.readyAt(now);
        long mouseAt = (mode() & MODE_MOUSE_OFF) != 0 ? Long.MAX_VALUE : mouse.readyAt(now);
        long at = Math.min(keyboardAt, mouseAt);
        if (at == Long.MAX_VALUE) {
            nextByte.cancel();
        } else if (Math.max(at, notBefore) > now) {
            nextByte.arm(Math.max(at, notBefore));
        } else if (keyboardAt <= now) {
            takeFromKeyboard(now);
        } else {
            fill(mouse.send(now), true);
        }
    }

    private void takeFromKeyboard(long now) {
        while (keyboard.readyAt(now) <= now) {
            int value = keyboard.send(now);
            if ((mode() & MODE_TRANSLATE) != 0) {
                value = translation.feed(value);
            }
            if (value != ScanCodes.NOTHING) {
                fill(value, false);
                return;
            }
        }
    }

    private synchronized void byteTime() {
        pump();
    }

    private void writeData(int value) {
        boolean reset = false;
        synchronized (this) {
            lastWasCommand = false;
            int command = awaiting;
            awaiting = NONE;
            if (command == NONE) {
                // Speaking to a device switches its line on.
                ram[0] &= (byte) ~MODE_KEYBOARD_OFF;
                keyboard.receive(value);
            } else if ((command & ~(RAM_SIZE - 1)) == WRITE_RAM) {
                ram[command - WRITE_RAM] = (byte) value;
            } else {
                reset = argument(command, value);
            }
            drivePins();
            pump();
        }
        if (reset) {
            onReset.run();
        }
    }

    /** @return whether it asks for a reset */
    private boolean argument(int code, int value) {
        I8042Command command = I8042Command.of(code);
        if (command == I8042Command.WRITE_OUTPUT) {
            a20 = (value & OUTPUT_A20) != 0;
            return (value & OUTPUT_RUNNING) == 0;
        }
        if (command == I8042Command.WRITE_MOUSE) {
            ram[0] &= (byte) ~MODE_MOUSE_OFF;
            mouse.receive(value);
        } else if (command == I8042Command.WRITE_KEYBOARD_BUFFER) {
            answer(value, false);
        } else if (command == I8042Command.WRITE_MOUSE_BUFFER) {
            answer(value, true);
        }
        return false;
    }

    private void writeCommand(int value) {
        boolean reset;
        synchronized (this) {
            lastWasCommand = true;
            awaiting = NONE;
            // Pulsing the lowest line of the output port is a reset; the others lead nowhere.
            reset = value >= PULSE && (value & OUTPUT_RUNNING) == 0;
            if ((value & ~(RAM_SIZE - 1)) == READ_RAM) {
                answer(ram[value - READ_RAM] & 0xff, false);
            } else if ((value & ~(RAM_SIZE - 1)) == WRITE_RAM) {
                awaiting = value;
            } else {
                I8042Command command = I8042Command.of(value);
                if (command != null) {
                    command(command);
                }
            }
            pump();
        }
        if (reset) {
            onReset.run();
        }
    }

    private void command(I8042Command command) {
        switch (command) {
            case TEST_PASSWORD -> answer(NO_PASSWORD, false);
            case MOUSE_OFF -> setMode(mode() | MODE_MOUSE_OFF);
            case MOUSE_ON -> setMode(mode() & ~MODE_MOUSE_OFF);
            case TEST_MOUSE_PORT, TEST_KEYBOARD_PORT -> answer(PORT_TEST_PASSED, false);
            case SELF_TEST -> {
                full = false;
                answer(SELF_TEST_PASSED, false);
                setMode(mode() | MODE_SYSTEM);
            }
            case KEYBOARD_OFF -> setMode(mode() | MODE_KEYBOARD_OFF);
            case KEYBOARD_ON -> setMode(mode() & ~MODE_KEYBOARD_OFF);
            case READ_INPUT -> answer(INPUT_UNINHIBITED, false);
            case READ_OUTPUT -> answer(outputPort(), false);
            case WRITE_OUTPUT, WRITE_KEYBOARD_BUFFER, WRITE_MOUSE_BUFFER, WRITE_MOUSE -> awaiting = command.code;
            case A20_OFF -> a20 = false;
            case A20_ON -> a20 = true;
            case READ_TEST_INPUTS -> answer(0, false);
        }
    }

    private int outputPort() {
        return OUTPUT_LINES
                | OUTPUT_RUNNING
                | (a20 ? OUTPUT_A20 : 0)
                | (full && !fromMouse ? OUTPUT_KEYBOARD_FULL : 0)
                | (full && fromMouse ? OUTPUT_MOUSE_FULL : 0);
    }

    @Override
    public synchronized void requestPause() {
        running = false;
    }

    @Override
    public synchronized void resume() {
        running = true;
        pump();
    }

    @Override
    public synchronized void reset() {
        keyboard.powerOn();
        mouse.powerOn();
        Arrays.fill(ram, (byte) 0);
        ram[0] = MODE_POWER_ON;
        output = 0;
        full = false;
        fromMouse = false;
        lastWasCommand = false;
        a20 = true;
        awaiting = NONE;
        answer = -1;
        answerFromMouse = false;
        notBefore = 0;
        translation.setBreaking(false);
        nextByte.cancel();
        drivePins();
    }

    @Override
    public synchronized void save(StateWriter out) {
        out.begin(KIND, 1);
        out.put("ram", ram);
        out.put("output", output);
        out.put("full", full);
        out.put("fromMouse", fromMouse);
        out.put("lastWasCommand", lastWasCommand);
        out.put("a20", a20);
        out.put("awaiting", awaiting);
        out.put("answer", answer);
        out.put("answerFromMouse", answerFromMouse);
        out.put("notBefore", notBefore);
        out.put("breaking", translation.isBreaking());
        keyboard.save(out, "keyboard.");
        mouse.save(out, "mouse.");
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin(KIND, 1);
        in.getBytes("ram", ram);
        output = in.getInt("output", 0, 0xff);
        full = in.getBoolean("full");
        fromMouse = in.getBoolean("fromMouse");
        lastWasCommand = in.getBoolean("lastWasCommand");
        a20 = in.getBoolean("a20");
        awaiting = in.getInt("awaiting", NONE, 0xff);
        answer = in.getInt("answer", -1, 0xff);
        answerFromMouse = in.getBoolean("answerFromMouse");
        notBefore = in.getLong("notBefore", 0, Long.MAX_VALUE >> 1);
        translation.setBreaking(in.getBoolean("breaking"));
        keyboard.load(in, "keyboard.");
        mouse.load(in, "mouse.");
        in.end();
    }

    @Override
    public synchronized void afterLoad() {
        drivePins();
    }
}
