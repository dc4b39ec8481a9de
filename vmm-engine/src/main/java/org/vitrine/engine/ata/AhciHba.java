package org.vitrine.engine.ata;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The registers of an AHCI host bus adapter (Serial ATA AHCI 1.3.1) with {@value #PORTS} ports, 32 command slots,
 * no port multipliers and no native command queueing: what lies behind the ABAR.
 *
 * <p>One lock, this object's monitor, guards the registers of all ports. Commands are executed by a
 * {@link CommandWorker} without it, one at a time.
 */
final class AhciHba implements RegisterMap.Handler<AhciRegister> {
    static final int PORTS = 6;
    /** Length of the ABAR in bytes. */
    static final int SIZE = 0x1000;

    private static final int VERSION = 0x0001_0301;
    /** S64A, SCLO, ISS: generation 2, SAM, PMD, NCS: 32, NP: 6 (AHCI 1.3.1, 3.1.1). */
    private static final int CAPABILITIES =
            1 << 31 | 1 << 24 | 2 << 20 | 1 << 18 | 1 << 15 | PortState.SLOTS - 1 << 8 | PORTS - 1;

    private static final int ALL_PORTS = (1 << PORTS) - 1;

    private final HbaBus bus;
    private final Logger log;
    private final RegisterMap<AhciRegister> registers = new RegisterMap<>(AhciRegister.class, SIZE, 0, this);
    private final AhciPort[] ports = new AhciPort[PORTS];
    private final CommandWorker worker;
    private int interruptStatus;
    private boolean interruptsEnabled;
    private boolean lineAsserted;
    private boolean resetPending;
    private int nextPort;
    private volatile boolean pausing = true;

    /** Makes an HBA in power-on state, without devices, paused. */
    AhciHba(GuestMemory memory, HbaBus bus, Logger log, CommandWorker.Factory workers) {
        this.bus = bus;
        this.log = log;
        for (int i = 0; i < PORTS; i++) {
            ports[i] = new AhciPort(this, memory, i);
            ports[i].reset(true);
        }
        this.worker = workers.make(this::step);
    }

    /** Connects a device to a free port, before the machine runs; the HBA owns it from now on. */
    synchronized void attach(int port, AtaDevice device) {
        if (ports[port].device() != null) {
            throw new IllegalArgumentException("AHCI port " + port + " has a device already");
        }
        ports[port].attach(device);
        ports[port].reset(true);
    }

    /** The registers, {@value #SIZE} bytes. */
    RegisterBlock registers() {
        return registers;
    }

    @Override
    public synchronized long read(AhciRegister register, int index) {
        return switch (register) {
            case CAPABILITIES -> CAPABILITIES;
            case GLOBAL_HOST_CONTROL ->
                AhciRegister.CONTROL_AHCI_ENABLE
                        | (interruptsEnabled ? AhciRegister.CONTROL_INTERRUPT_ENABLE : 0)
                        | (resetPending ? AhciRegister.CONTROL_RESET : 0);
            case INTERRUPT_STATUS -> interruptStatus;
            case PORTS_IMPLEMENTED -> ALL_PORTS;
            case VERSION -> VERSION;
            default -> ports[index].read(register);
        };
    }

    @Override
    public void write(AhciRegister register, int index, long value, long mask) {
        boolean wake;
        synchronized (this) {
            switch (register) {
                case GLOBAL_HOST_CONTROL -> writeControl((int) value, (int) mask);
                case INTERRUPT_STATUS -> acknowledge((int) value);
                case CAPABILITIES, PORTS_IMPLEMENTED, VERSION -> {}
                default -> ports[index].write(register, (int) value, (int) mask);
            }
            updateInterrupts();
            wake = nextRunnable() != null;
        }
        if (wake) {
            worker.kick();
        }
    }

    private void writeControl(int value, int mask) {
        if ((mask & AhciRegister.CONTROL_INTERRUPT_ENABLE) != 0) {
            boolean before = interruptsEnabled;
            interruptsEnabled = (value & AhciRegister.CONTROL_INTERRUPT_ENABLE) != 0;
            if (interruptsEnabled && !before && interruptStatus != 0) {
                bus.message();
            }
        }
        if ((value & AhciRegister.CONTROL_RESET) != 0) {
            resetPending = true;
            for (AhciPort port : ports) {
                port.cancel();
            }
            resetIfIdle();
        }
    }

    /** IS: what is cleared while its cause persists comes back, and with messages counts as new (AHCI 1.3.1, 10.7.2). */
    private void acknowledge(int value) {
        interruptStatus &= ~value;
        collectInterrupts();
        if (value != 0 && interruptStatus != 0 && interruptsEnabled) {
            bus.message();
        }
    }

    private int collectInterrupts() {
        int before = interruptStatus;
        for (int i = 0; i < PORTS; i++) {
            if (ports[i].interrupting()) {
                interruptStatus |= 1 << i;
            }
        }
        return interruptStatus & ~before;
    }

    /** Brings IS, the line and messages up to date with the ports. */
    synchronized void updateInterrupts() {
        boolean fresh = collectInterrupts() != 0;
        boolean asserted = interruptsEnabled && interruptStatus != 0;
        if (asserted != lineAsserted) {
            lineAsserted = asserted;
            bus.interrupt(asserted);
        }
        if (fresh && interruptsEnabled) {
            bus.message();
        }
    }

    private void resetIfIdle() {
        if (resetPending && !executing()) {
            resetPending = false;
            resetRegisters(false);
        }
    }

    private void resetRegisters(boolean power) {
        interruptStatus = 0;
        interruptsEnabled = false;
        for (AhciPort port : ports) {
            port.reset(power);
        }
        updateInterrupts();
    }

    private boolean executing() {
        for (AhciPort port : ports) {
            if (port.executing()) {
                return true;
            }
        }
        return false;
    }

    /** The next port in turn with a command to execute, or null. */
    private @Nullable AhciPort nextRunnable() {
        if (pausing || resetPending) {
            return null;
        }
        for (int i = 0; i < PORTS; i++) {
            AhciPort port = ports[(nextPort + i) % PORTS];
            if (port.runnable()) {
                return bus.busMaster() ? port : null;
            }
        }
        return null;
    }

    /** Executes one command on the calling thread; false if there is none. */
    private boolean step() {
        AhciPort port;
        long header;
        synchronized (this) {
            port = nextRunnable();
            if (port == null) {
                return false;
            }
            port.begin();
            header = port.headerAddress();
        }
        try {
            port.execute(header);
        } catch (RuntimeException e) {
            port.fail(e);
        }
        synchronized (this) {
            port.finish();
            nextPort = (port.index() + 1) % PORTS;
            resetIfIdle();
            updateInterrupts();
            notifyAll();
        }
        return true;
    }

    boolean busMaster() {
        return bus.busMaster();
    }

    boolean pausing() {
        return pausing;
    }

    void warn(String message) {
        log.log(Level.WARNING, "AHCI {0}", message);
    }

    /** Something outside the registers changed that may let commands run. Any thread, takes no lock. */
    void kick() {
        worker.kick();
    }

    void resume() {
        pausing = false;
        worker.start();
        worker.kick();
    }

    void requestPause() {
        pausing = true;
    }

    synchronized void awaitPaused() {
        boolean interrupted = false;
        while (executing()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void reset() {
        nextPort = 0;
        resetPending = false;
        resetRegisters(true);
    }

    synchronized void save(StateWriter out) {
        out.put("is", interruptStatus);
        out.put("ie", interruptsEnabled);
        out.put("nextPort", nextPort);
        for (int i = 0; i < PORTS; i++) {
            ports[i].state.save(out, "port" + i + ".");
            AtaDevice device = ports[i].device();
            if (device != null) {
                StateWriter nested = new StateWriter();
                device.save(nested);
                out.put("port" + i + ".device", nested.toByteArray());
            }
        }
    }

    synchronized void load(StateReader in) throws StateException {
        interruptStatus = in.getInt("is", 0, ALL_PORTS);
        interruptsEnabled = in.getBoolean("ie");
        nextPort = in.getInt("nextPort", 0, PORTS - 1);
        for (int i = 0; i < PORTS; i++) {
            ports[i].state.load(in, "port" + i + ".");
            AtaDevice device = ports[i].device();
            if (device != null) {
                device.load(new StateReader(in.getBytes("port" + i + ".device", AtaDevice.MOST_STATE)));
            }
        }
    }

    /** Drives the line as the loaded state has it. */
    synchronized void afterLoad() {
        collectInterrupts();
        lineAsserted = interruptsEnabled && interruptStatus != 0;
        bus.interrupt(lineAsserted);
    }

    void close() {
        worker.close();
        for (AhciPort port : ports) {
            AtaDevice device = port.device();
            if (device != null) {
                device.close();
            }
        }
    }
}
