package org.vitrine.engine.chipset;

import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * A serial port with 16-byte FIFOs (National Semiconductor PC16550D), eight ports wide. The line takes no time: a byte is
 * sent when it is written, unless the sink has no room. Then it waits in the transmitter and the guest, which sees it
 * not empty, waits too, so that nothing is lost. The other end is always connected and ready.
 *
 * <p>Interrupts do not depend on OUT2, which gates them on a PC: there are guests that never set it.
 */
public final class Uart16550 implements Device, RegisterMap.Handler<UartRegister> {
    public static final int COM1_PORT = 0x3f8;
    public static final int COM1_GSI = 4;

    private static final String KIND = "16550";
    private static final int FIFO = 16;
    private static final int WAITING = 4096;
    private static final long CLOCK_HZ = 1_843_200;
    private static final long SECOND = 1_000_000_000L;
    private static final int BITS_PER_CHARACTER = 10;

    private static final int IER_RECEIVED = 0x01;
    private static final int IER_TRANSMITTER = 0x02;
    private static final int IER_LINE = 0x04;
    private static final int IER_MODEM = 0x08;

    private static final int IIR_MODEM = 0x00;
    private static final int IIR_NONE = 0x01;
    private static final int IIR_TRANSMITTER = 0x02;
    private static final int IIR_RECEIVED = 0x04;
    private static final int IIR_LINE = 0x06;
    private static final int IIR_TIMEOUT = 0x0c;
    private static final int IIR_FIFOS = 0xc0;

    private static final int FCR_ENABLE = 0x01;
    private static final int FCR_CLEAR_RECEIVER = 0x02;
    private static final int FCR_CLEAR_TRANSMITTER = 0x04;

    private static final int LCR_DIVISOR = 0x80;

    private static final int LSR_RECEIVED = 0x01;
    private static final int LSR_OVERRUN = 0x02;
    private static final int LSR_EMPTY = 0x60;

    private final String id;
    private final VmClock clock;
    private final InterruptPin pin;
    private final SerialSink sink;
    private final VmClock.Timer timeoutTimer;

    private final ByteQueue transmitter = new ByteQueue(FIFO);
    private final ByteQueue receiver = new ByteQueue(FIFO);
    /** What has arrived from outside and not fitted into the receiver yet. */
    private final ByteQueue waiting = new ByteQueue(WAITING);

    private boolean running;
    private int interruptEnable;
    private int fifoControl;
    private int lineControl;
    private final UartModem modem = new UartModem();
    private int scratch;
    private int divisor = 1;
    private boolean overrun;
    private boolean transmitterInterrupt;
    private boolean timeout;
    private long timeoutAt;

    /**
     * Takes its eight ports.
     *
     * @param port the first port, such as {@value #COM1_PORT}
     * @param gsi the interrupt line, such as {@value #COM1_GSI}
     */
    public Uart16550(String id, DeviceHost host, int port, int gsi, SerialSink sink) {
        this.id = id;
        this.sink = sink;
        clock = host.clock();
        pin = host.gsi(gsi);
        timeoutTimer = clock.timer(id, this::timeOut);
        sink.onRoom(this::room);
        RegisterMap<UartRegister> map = new RegisterMap<>(UartRegister.class, UartRegister.values().length, 0xff, this);
        host.ports().map(port, map.length(), map);
    }

    @Override
    public String id() {
        return id;
    }

    /**
     * Takes bytes that arrive from outside, as many as there is room for. Any thread.
     *
     * @return how many were taken, from the first on
     */
    public synchronized int receive(byte[] bytes, int offset, int length) {
        int taken = 0;
        while (taken < length && waiting.add(bytes[offset + taken])) {
            taken++;
        }
        if (running) {
            fillReceiver();
            drivePin();
        }
        return taken;
    }

    /** Waits until {@link #receive} has room. For a thread of the back end's own. */
    public synchronized void awaitRoom() throws InterruptedException {
        while (waiting.free() == 0) {
            wait();
        }
    }

    private boolean fifos() {
        return (fifoControl & FCR_ENABLE) != 0;
    }

    private boolean loopback() {
        return modem.loopback();
    }

    @Override
    public synchronized long read(UartRegister register, int index) {
        boolean divisorLatch = (lineControl & LCR_DIVISOR) != 0;
        return switch (register) {
            case DATA -> divisorLatch ? divisor & 0xff : readReceiver();
            case INTERRUPT_ENABLE -> divisorLatch ? divisor >> 8 : interruptEnable;
            case INTERRUPT_IDENTIFICATION -> identify();
            case LINE_CONTROL -> lineControl;
            case MODEM_CONTROL -> modem.control();
            case LINE_STATUS -> readLineStatus();
            case MODEM_STATUS -> readModemStatus();
            case SCRATCH -> scratch;
        };
    }

    @Override
    public synchronized void write(UartRegister register, int index, long written, long mask) {
        int value = (int) written;
        boolean divisorLatch = (lineControl & LCR_DIVISOR) != 0;
        switch (register) {
            case DATA -> {
                if (divisorLatch) {
                    divisor = divisor & 0xff00 | value;
                } else {
                    transmit(value);
                }
            }
            case INTERRUPT_ENABLE -> {
                if (divisorLatch) {
                    divisor = divisor & 0xff | value << 8;
                } else {
                    enableInterrupts(value & 0x0f);
                }
            }
            case INTERRUPT_IDENTIFICATION -> controlFifos(value);
            case LINE_CONTROL -> lineControl = value;
            case MODEM_CONTROL -> controlModem(value);
            case LINE_STATUS, MODEM_STATUS -> {}
            case SCRATCH -> scratch = value;
        }
        drivePin();
    }

    private int readReceiver() {
        int value = receiver.isEmpty() ? 0 : receiver.take();
        timeout = false;
        fillReceiver();
        armTimeout();
        drivePin();
        return value;
    }

    private int readLineStatus() {
        int value = (receiver.isEmpty() ? 0 : LSR_RECEIVED)
                | (overrun ? LSR_OVERRUN : 0)
                | (transmitter.isEmpty() ? LSR_EMPTY : 0);
        overrun = false;
        drivePin();
        return value;
    }

    private int readModemStatus() {
        int value = modem.readStatus();
        drivePin();
        return value;
    }

    /** The interrupt of the highest priority. */
    private int interrupt() {
        if ((interruptEnable & IER_LINE) != 0 && overrun) {
            return IIR_LINE;
        }
        if ((interruptEnable & IER_RECEIVED) != 0) {
            if (receiver.size() >= triggerLevel()) {
                return IIR_RECEIVED;
            }
            if (timeout) {
                return IIR_TIMEOUT;
            }
        }
        if ((interruptEnable & IER_TRANSMITTER) != 0 && transmitterInterrupt) {
            return IIR_TRANSMITTER;
        }
        return (interruptEnable & IER_MODEM) != 0 && modem.hasChanged() ? IIR_MODEM : IIR_NONE;
    }

    private int triggerLevel() {
        if (!fifos()) {
            return 1;
        }
        return switch (fifoControl >> 6) {
            case 0 -> 1;
            case 1 -> 4;
            case 2 -> 8;
            default -> 14;
        };
    }

    private int identify() {
        int interrupt = interrupt();
        if (interrupt == IIR_TRANSMITTER) {
            transmitterInterrupt = false;
            drivePin();
        }
        return interrupt | (fifos() ? IIR_FIFOS : 0);
    }

    private void drivePin() {
        pin.set(interrupt() != IIR_NONE);
    }

    private void enableInterrupts(int value) {
        if ((value & ~interruptEnable & IER_TRANSMITTER) != 0 && transmitter.isEmpty()) {
            transmitterInterrupt = true;
        }
        interruptEnable = value;
    }

    private void controlFifos(int value) {
        boolean switched = ((value ^ fifoControl) & FCR_ENABLE) != 0;
        if (switched || (value & FCR_CLEAR_RECEIVER) != 0) {
            receiver.clear();
            timeout = false;
        }
        if (switched || (value & FCR_CLEAR_TRANSMITTER) != 0) {
            if (!transmitter.isEmpty()) {
                transmitterInterrupt = true;
            }
            transmitter.clear();
        }
        fifoControl = (value & FCR_ENABLE) != 0 ? value & 0xc1 : 0;
        fillReceiver();
        armTimeout();
    }

    private void controlModem(int value) {
        modem.setControl(value);
        if (!loopback()) {
            drain();
            fillReceiver();
        }
    }

    private void transmit(int value) {
        transmitterInterrupt = false;
        if (loopback()) {
            loop(value);
            transmitterInterrupt = true;
            return;
        }
        if (transmitter.size() < (fifos() ? FIFO : 1)) {
            transmitter.add(value);
        }
        drain();
    }

    private void loop(int value) {
        if (receiver.size() < (fifos() ? FIFO : 1)) {
            receiver.add(value);
            armTimeout();
        } else {
            overrun = true;
        }
    }

    /** Sends what the sink has room for. */
    private void drain() {
        if (transmitter.isEmpty()) {
            return;
        }
        while (!transmitter.isEmpty() && sink.offer(transmitter.peek())) {
            transmitter.take();
        }
        transmitterInterrupt = transmitter.isEmpty();
    }

    private synchronized void room() {
        if (running && !loopback()) {
            drain();
            drivePin();
        }
    }

    private void fillReceiver() {
        boolean arrived = false;
        while (!loopback() && !waiting.isEmpty() && receiver.size() < (fifos() ? FIFO : 1)) {
            receiver.add(waiting.take());
            arrived = true;
        }
        if (arrived) {
            armTimeout();
            notifyAll();
        }
    }

    /** A receiver that stays below its trigger level interrupts after four characters' time. */
    private void armTimeout() {
        if (fifos() && !receiver.isEmpty() && receiver.size() < triggerLevel()) {
            long character = Math.max(1, divisor) * 16L * BITS_PER_CHARACTER * SECOND / CLOCK_HZ;
            timeoutAt = clock.nanos() + 4 * character;
            timeoutTimer.arm(timeoutAt);
        } else {
            timeoutAt = 0;
            timeoutTimer.cancel();
        }
    }

    private synchronized void timeOut() {
        if (timeoutAt == 0 || clock.nanos() < timeoutAt) {
            return;
        }
        timeoutAt = 0;
        timeout = true;
        drivePin();
    }

    @Override
    public synchronized void requestPause() {
        running = false;
    }

    @Override
    public synchronized void resume() {
        running = true;
        if (!loopback()) {
            drain();
        }
        fillReceiver();
        drivePin();
    }

    @Override
    public synchronized void reset() {
        transmitter.clear();
        receiver.clear();
        waiting.clear();
        interruptEnable = 0;
        fifoControl = 0;
        lineControl = 0;
        modem.powerOn();
        scratch = 0;
        divisor = 1;
        overrun = false;
        transmitterInterrupt = false;
        timeout = false;
        armTimeout();
        drivePin();
        notifyAll();
    }

    @Override
    public synchronized void save(StateWriter out) {
        out.begin(KIND, 1);
        out.put("interruptEnable", interruptEnable);
        out.put("fifoControl", fifoControl);
        out.put("lineControl", lineControl);
        out.put("scratch", scratch);
        out.put("divisor", divisor);
        modem.save(out);
        out.put("overrun", overrun);
        out.put("transmitterInterrupt", transmitterInterrupt);
        out.put("timeout", timeout);
        out.put("timeoutAt", timeoutAt);
        out.put("transmitter", transmitter.toByteArray());
        out.put("receiver", receiver.toByteArray());
        out.put("waiting", waiting.toByteArray());
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin(KIND, 1);
        interruptEnable = in.getInt("interruptEnable", 0, 0x0f);
        fifoControl = in.getInt("fifoControl", 0, 0xff) & 0xc1;
        lineControl = in.getInt("lineControl", 0, 0xff);
        scratch = in.getInt("scratch", 0, 0xff);
        divisor = in.getInt("divisor", 0, 0xffff);
        modem.load(in);
        overrun = in.getBoolean("overrun");
        transmitterInterrupt = in.getBoolean("transmitterInterrupt");
        timeout = in.getBoolean("timeout");
        timeoutAt = in.getLong("timeoutAt", 0, Long.MAX_VALUE >> 1);
        transmitter.load(in, "transmitter");
        receiver.load(in, "receiver");
        waiting.load(in, "waiting");
        in.end();
    }

    @Override
    public synchronized void afterLoad() {
        if (timeoutAt != 0) {
            timeoutTimer.arm(timeoutAt);
        } else {
            timeoutTimer.cancel();
        }
        drivePin();
    }
}
