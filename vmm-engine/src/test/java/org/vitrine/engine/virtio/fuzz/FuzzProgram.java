package org.vitrine.engine.virtio.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingLayout;

/** What a driver does, read from bytes: a number for what, then what it needs; big-endian. Addresses of buffers count from {@code 0x80000}. */
final class FuzzProgram {
    private static final int QUEUES = 16;
    private static final int SIZE = 8;
    private static final long BUFFERS = 0x8_0000;
    private static final int MOST_STEPS = 400;

    private static final int START = 0;
    private static final int DESCRIPTOR = 1;
    private static final int OFFER = 2;
    private static final int RING = 3;
    private static final int MEMORY = 4;
    private static final int WRITE = 5;
    private static final int READ = 6;
    private static final int PAUSE = 7;
    private static final int CONFIG = 8;
    private static final int KINDS = 9;

    private final TestHost host;
    private final VirtioPci function;
    private final GuestDriver driver;
    private final ByteBuffer input;

    FuzzProgram(TestHost host, VirtioPci function, byte[] input) {
        this.host = host;
        this.function = function;
        this.driver = new GuestDriver(host, function);
        this.input = ByteBuffer.wrap(input);
    }

    void run() {
        try {
            for (int i = 0; i < MOST_STEPS && input.hasRemaining(); i++) {
                step((input.get() & 0xff) % KINDS);
            }
        } catch (BufferUnderflowException e) {
            // The program ends within a step.
            input.position(input.limit());
        }
    }

    private void step(int kind) {
        switch (kind) {
            case START -> start(input.get());
            case DESCRIPTOR -> descriptor();
            case OFFER -> {
                long ring = queue().driver();
                int index = host.memory().readShort(ring + 2);
                host.memory().writeShort(ring + 4 + 2L * (index % SIZE), input.get() & 0xff);
                host.memory().writeShort(ring + 2, index + 1);
            }
            case RING -> host.store(GuestDriver.NOTIFY + 4L * (input.get() & QUEUES - 1), 2, 0);
            case MEMORY -> {
                long at = BUFFERS + (input.getShort() & 0xffff);
                host.memory().writeLong(at, input.getLong());
            }
            case WRITE -> host.store(GuestDriver.BAR + offset(), 1 << (input.get() & 3), input.getInt());
            case READ -> host.load(GuestDriver.BAR + offset(), 1 << (input.get() & 3));
            case PAUSE -> {
                function.requestPause();
                function.awaitPaused();
                function.resume();
            }
            default -> function.writeConfig(0x40 + (input.get() & 0x7f), 1 << (input.get() & 1), input.getShort());
        }
    }

    private int offset() {
        int at = input.getShort() & 0x3fff;
        return Math.min(at, 0x3ff8);
    }

    private RingLayout queue() {
        return GuestDriver.layout(input.get() & QUEUES - 1, SIZE);
    }

    /** @param form bit 0: every feature of the device; bit 1: packed rings; bit 2: event index */
    private void start(int form) {
        long own = (form & 1) != 0 ? driver.offered() & 0xff_ffffL : 0;
        long features = GuestDriver.VERSION_1
                | GuestDriver.INDIRECT
                | own
                | ((form & 2) != 0 ? GuestDriver.PACKED : 0)
                | ((form & 4) != 0 ? GuestDriver.EVENT_INDEX : 0);
        driver.reset();
        if (driver.status() == 0) {
            driver.negotiate(features);
            for (int queue = 0; queue < Math.min(QUEUES, function.device().queues()); queue++) {
                driver.enableQueue(queue, SIZE);
            }
            driver.ready();
        }
    }

    private void descriptor() {
        RingLayout ring = queue();
        long at = ring.descriptors() + 16L * (input.get() & SIZE - 1);
        host.memory().writeLong(at, BUFFERS + input.getShort());
        host.memory().writeInt(at + 8, input.getShort());
        int flags = input.get() & 0xff;
        int next = input.get() & 0xff;
        boolean packed = (flags & 0x80) != 0;
        host.memory().writeShort(at + 12, packed ? next : flags);
        host.memory().writeShort(at + 14, packed ? flags : next);
    }

    /** Writes programs. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private Writer put(int kind, byte... rest) {
            out.write(kind);
            out.writeBytes(rest);
            return this;
        }

        Writer start(int form) {
            return put(START, (byte) form);
        }

        Writer descriptor(int queue, int index, int address, int length, int flags, int next) {
            ByteBuffer rest = ByteBuffer.allocate(8).put((byte) queue).put((byte) index);
            return put(
                    DESCRIPTOR,
                    rest.putShort((short) address)
                            .putShort((short) length)
                            .put((byte) flags)
                            .put((byte) next)
                            .array());
        }

        Writer offer(int queue, int head) {
            return put(OFFER, (byte) queue, (byte) head);
        }

        Writer ring(int queue) {
            return put(RING, (byte) queue);
        }

        /** @param bytes up to eight; what is missing is 0 */
        Writer memory(int address, byte[] bytes) {
            return put(
                    MEMORY,
                    ByteBuffer.allocate(10).putShort((short) address).put(bytes).array());
        }

        Writer pause() {
            return put(PAUSE);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
