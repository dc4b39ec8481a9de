package org.vitrine.engine.chipset;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * A PS/2 mouse (IBM PS/2 Hardware Interface Technical Reference, Auxiliary Device) with Microsoft's IntelliMouse
 * extensions: sample rates 200, 100, 80 in a row make it report a wheel (identity 3); then 200, 200, 80 also the fourth and
 * fifth button (identity 4).
 *
 * <p>Motion adds up until the system takes a packet, and packets follow each other at the sample rate at most.
 */
public final class Ps2Mouse extends Ps2Device {
    private static final long SECOND = 1_000_000_000L;
    private static final int DEFAULT_RESOLUTION = 2;
    private static final int DEFAULT_RATE = 100;
    private static final int FASTEST_RATE = 200;
    private static final int LONGEST_PACKET = 4;

    private static final int ID_PLAIN = 0;
    private static final int ID_WHEEL = 3;
    private static final int ID_FIVE_BUTTONS = 4;
    private static final int KNOCK_WHEEL = 200 << 16 | 100 << 8 | 80;
    private static final int KNOCK_FIVE_BUTTONS = 200 << 16 | 200 << 8 | 80;

    private static final int MOST_MOTION = 255;
    private static final int MOST_WHEEL = 7;
    private static final int PACKET_ALWAYS = 0x08;
    private static final int PACKET_X_NEGATIVE = 0x10;
    private static final int PACKET_Y_NEGATIVE = 0x20;
    private static final int PLAIN_BUTTONS = 0x07;

    private static final int STATUS_REMOTE = 0x40;
    private static final int STATUS_REPORTING = 0x20;
    private static final int STATUS_DOUBLED = 0x10;

    private final I8042 controller;
    private final MouseMotion motion = new MouseMotion();
    private final ByteQueue packet = new ByteQueue(LONGEST_PACKET);

    private boolean reporting;
    private boolean remote;
    private boolean wrap;
    private boolean doubled;
    private int resolution = DEFAULT_RESOLUTION;
    private int rate = DEFAULT_RATE;
    private int identity = ID_PLAIN;
    /** The last three sample rates, the latest in the low byte. */
    private int knock;

    private long nextPacketAt;

    Ps2Mouse(I8042 controller) {
        this.controller = controller;
    }

    /**
     * Moves the mouse. Any thread.
     *
     * @param dx counts to the right
     * @param dy counts towards the user: down on the screen
     * @param wheel steps of the wheel towards the user
     */
    public void move(int dx, int dy, int wheel) {
        if ((dx | dy | wheel) == 0) {
            return;
        }
        synchronized (controller) {
            motion.move(dx, -dy, wheel);
            controller.pump();
        }
    }

    /** Presses or releases a button. Any thread. */
    public void button(MouseButton button, boolean down) {
        synchronized (controller) {
            motion.button(button.bit(), down);
            controller.pump();
        }
    }

    @Override
    boolean isArgument(int command, int value) {
        return true;
    }

    @Override
    void command(int value) {
        MouseCommand command = MouseCommand.of(value);
        if (wrap && command != MouseCommand.LEAVE_WRAP && command != MouseCommand.RESET) {
            answer(value);
            return;
        }
        if (command == null) {
            answer(RESEND);
            return;
        }
        packet.clear();
        if (command == MouseCommand.RESEND) {
            resend();
            return;
        }
        if (command == MouseCommand.RESOLUTION || command == MouseCommand.SAMPLE_RATE) {
            await(value);
            return;
        }
        answer(ACKNOWLEDGE);
        switch (command) {
            case SCALE_1_TO_1 -> doubled = false;
            case SCALE_2_TO_1 -> doubled = true;
            case STATUS -> answerStatus();
            case STREAM -> leaveRemote();
            case READ_DATA -> {
                makePacket(false);
                while (!packet.isEmpty()) {
                    answer(packet.take());
                }
            }
            case LEAVE_WRAP -> wrap = false;
            case WRAP -> wrap = true;
            case REMOTE -> {
                remote = true;
                motion.forget();
            }
            case IDENTIFY -> answer(identity);
            case ENABLE -> {
                reporting = true;
                motion.forget();
            }
            case DISABLE -> reporting = false;
            case DEFAULTS -> defaults();
            case RESET -> {
                defaults();
                identity = ID_PLAIN;
                knock = 0;
                answer(SELF_TEST_PASSED);
                answer(identity);
            }
            case RESOLUTION, SAMPLE_RATE, RESEND -> {}
        }
    }

    @Override
    void argument(int code, int value) {
        answer(ACKNOWLEDGE);
        if (MouseCommand.of(code) == MouseCommand.RESOLUTION) {
            resolution = value & 3;
        } else {
            rate = Math.clamp(value, 1, FASTEST_RATE);
            knock = (knock << 8 | value) & 0xff_ffff;
            if (knock == KNOCK_WHEEL && identity == ID_PLAIN) {
                identity = ID_WHEEL;
            } else if (knock == KNOCK_FIVE_BUTTONS && identity == ID_WHEEL) {
                identity = ID_FIVE_BUTTONS;
            }
        }
    }

    private void leaveRemote() {
        remote = false;
        motion.forget();
    }

    private void answerStatus() {
        int buttons = motion.buttons();
        answer((remote ? STATUS_REMOTE : 0)
                | (reporting ? STATUS_REPORTING : 0)
                | (doubled ? STATUS_DOUBLED : 0)
                // Here left and right stand the other way round than in a packet.
                | (buttons & 1) << 2
                | (buttons & 4) >> 1
                | (buttons & 2) >> 1);
        answer(resolution);
        answer(rate);
    }

    private void defaults() {
        reporting = false;
        remote = false;
        wrap = false;
        doubled = false;
        resolution = DEFAULT_RESOLUTION;
        rate = DEFAULT_RATE;
        packet.clear();
        motion.forget();
        nextPacketAt = 0;
    }

    @Override
    long dataReadyAt(long now) {
        if (!packet.isEmpty()) {
            return now;
        }
        return reporting && !remote && !wrap && !motion.isEmpty() ? nextPacketAt : Long.MAX_VALUE;
    }

    @Override
    int takeData(long now) {
        if (packet.isEmpty()) {
            makePacket(doubled);
            nextPacketAt = now + SECOND / rate;
        }
        return packet.take();
    }

    private void makePacket(boolean scaled) {
        int buttons = motion.oldestButtons();
        int x = motion.takeX(scaled ? MOST_MOTION / 2 : MOST_MOTION);
        int y = motion.takeY(scaled ? MOST_MOTION / 2 : MOST_MOTION);
        int wheel = identity == ID_PLAIN ? motion.takeWheel(Integer.MAX_VALUE) : motion.takeWheel(MOST_WHEEL);
        motion.settle();
        if (scaled) {
            x = doubled(x);
            y = doubled(y);
        }
        packet.clear();
        packet.add(PACKET_ALWAYS
                | buttons & PLAIN_BUTTONS
                | (x < 0 ? PACKET_X_NEGATIVE : 0)
                | (y < 0 ? PACKET_Y_NEGATIVE : 0));
        packet.add(x & 0xff);
        packet.add(y & 0xff);
        if (identity == ID_WHEEL) {
            packet.add(wheel & 0xff);
        } else if (identity == ID_FIVE_BUTTONS) {
            packet.add(wheel & 0x0f | (buttons & ~PLAIN_BUTTONS) << 1);
        }
    }

    /** Scaling 2:1: slow motion stays fine, fast motion counts double. */
    private static int doubled(int motion) {
        int magnitude = Math.abs(motion);
        int scaled = switch (magnitude) {
            case 0, 1, 3 -> magnitude;
            case 2 -> 1;
            case 4 -> 6;
            case 5 -> 9;
            default -> 2 * magnitude;
        };
        return motion < 0 ? -scaled : scaled;
    }

    @Override
    void powerOn() {
        super.powerOn();
        defaults();
        motion.powerOn();
        identity = ID_PLAIN;
        knock = 0;
    }

    @Override
    void save(StateWriter out, String prefix) {
        super.save(out, prefix);
        motion.save(out, prefix);
        out.put(prefix + "packet", packet.toByteArray());
        out.put(prefix + "reporting", reporting);
        out.put(prefix + "remote", remote);
        out.put(prefix + "wrap", wrap);
        out.put(prefix + "doubled", doubled);
        out.put(prefix + "resolution", resolution);
        out.put(prefix + "rate", rate);
        out.put(prefix + "identity", identity);
        out.put(prefix + "knock", knock);
        out.put(prefix + "nextPacketAt", nextPacketAt);
    }

    @Override
    void load(StateReader in, String prefix) throws StateException {
        super.load(in, prefix);
        motion.load(in, prefix);
        packet.load(in, prefix + "packet");
        reporting = in.getBoolean(prefix + "reporting");
        remote = in.getBoolean(prefix + "remote");
        wrap = in.getBoolean(prefix + "wrap");
        doubled = in.getBoolean(prefix + "doubled");
        resolution = in.getInt(prefix + "resolution", 0, 3);
        rate = in.getInt(prefix + "rate", 1, FASTEST_RATE);
        identity = in.getInt(prefix + "identity", ID_PLAIN, ID_FIVE_BUTTONS);
        knock = in.getInt(prefix + "knock", 0, 0xff_ffff);
        nextPacketAt = in.getLong(prefix + "nextPacketAt", 0, Long.MAX_VALUE >> 1);
    }
}
