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
import org.vitrine.engine.pci.PciLink;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * The registers of an AHCI host bus adapter (Serial ATA AHCI 1.3.1) with {@value #PORTS} ports, 32 command slots,
 * native command queueing and no port multipliers: what lies behind the ABAR.
 *
 * <p>One lock, this object's monitor, guards the registers of all ports. Commands are executed by a
 * {@link CommandWorker} of each port without it.
 */
final class AhciHba implements RegisterMap.Handler<AhciRegister> {
    static final int PORTS = 6;
    /** Length of the ABAR in bytes. */
    static final int SIZE = 0x1000;

    private static final int VERSION = 0x0001_0301;
    /** S64A, SNCQ, SCLO, ISS: generation 2, SAM, PMD, NCS: 32, NP: 6 (AHCI 1.3.1, 3.1.1). */
    private static final int CAPABILITIES =
            1 << 31 | 1 << 30 | 1 << 24 | 2 << 20 | 1 << 18 | 1 << 15 | PortState.SLOTS - 1 << 8 | PORTS - 1;

    private static final int ALL_PORTS = (1 << PORTS) - 1;

    private final PciLink bus;
    private final Logger log;
    private final RegisterMap<AhciRegister> registers = new RegisterMap<>(AhciRegister.class, SIZE, 0, this);
    private final AhciPort[] ports = new AhciPort[PORTS];
    private final CommandWorker[] workers = new CommandWorker[PORTS];
    private int interruptStatus;
    private boolean interruptsEnabled;
    private boolean lineAsserted;
    private boolean resetPending;
    private volatile boolean pausing = true;

    /** Makes an HBA in power-on state, without devices, paused. */
    AhciHba(GuestMemory memory, PciLink bus, Logger log, CommandWorker.Factory workers) {
        this.bus = bus;
        this.log = log;
        for (int i = 0; i < PORTS; i++) {
            ports[i] = new AhciPort(this, memory, i);
            ports[i].reset(true);
            AhciPort port = ports[i];
            this.workers[i] = workers.make(() -> step(port));
        }
    }

    /** Connects a device to a free port, before the machine runs; the HBA owns it from now on. */
    synchronized void attach(int port, AtaDevice device) {
        if (ports[port].device() != null) {
            throw new IllegalArgumentException("AHCI port " + port + " has a device already");
        }
        ports[port].attach(device);
        ports[port].reset(true);
    }

    /** Connects a device to a free port while the guest is paused; the port's interrupts tell the guest when it goes on. */
    synchronized void hotPlug(int port, AtaDevice device) {
        if (ports[port].device() != null) {
            throw new IllegalArgumentException("AHCI port " + port + " has a device already");
        }
        ports[port].plug(device);
        updateInterrupts();
    }

    /** Takes the device off a port while the guest is paused. @return it, which is the caller's to close; null if there is none */
    synchronized @Nullable AtaDevice unplug(int port) {
        AtaDevice gone = ports[port].unplug();
        updateInterrupts();
        return gone;
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
        int runnable;
        synchronized (this) {
            switch (register) {
                case GLOBAL_HOST_CONTROL -> writeControl((int) value, (int) mask);
                case INTERRUPT_STATUS -> acknowledge((int) value);
                case CAPABILITIES, PORTS_IMPLEMENTED, VERSION -> {}
                default -> ports[index].write(register, (int) value, (int) mask);
            }
            updateInterrupts();
            runnable = runnablePorts();
        }
        kick(runnable);
    }

    private void writeControl(int value, int mask) {
        if ((mask & AhciRegister.CONTROL_INTERRUPT_ENABLE) != 0) {
            boolean before = interruptsEnabled;
            interruptsEnabled = (value & AhciRegister.CONTROL_INTERRUPT_ENABLE) != 0;
            if (interruptsEnabled && !before && interruptStatus != 0) {
                bus.message(0);
            }
        }
        if ((value & AhciRegister.CONTROL_RESET) != 0) {
            resetPending = true;
            for (AhciPort port : ports) {
                port.commands.cancel();
            }
            resetIfIdle();
        }
    }

    /** IS: what is cleared while its cause persists comes back, and with messages counts as new (AHCI 1.3.1, 10.7.2). */
    private void acknowledge(int value) {
        interruptStatus &= ~value;
        collectInterrupts();
        if (value != 0 && interruptStatus != 0 && interruptsEnabled) {
            bus.message(0);
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
            bus.pin(asserted);
        }
        if (fresh && interruptsEnabled) {
            bus.message(0);
        }
    }

    private void resetIfIdle() {
        if (resetPending && !underWay()) {
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

    private boolean underWay() {
        for (AhciPort port : ports) {
            if (port.commands.underWay()) {
                return true;
            }
        }
        return false;
    }

    private boolean fetching() {
        for (AhciPort port : ports) {
            if (port.commands.fetching()) {
                return true;
            }
        }
        return false;
    }

    private boolean mayRun() {
        return !pausing && !resetPending && bus.busMaster();
    }

    /** The ports with a command to execute, a bit each. */
    private int runnablePorts() {
        int runnable = 0;
        for (AhciPort port : ports) {
            if (port.commands.runnable()) {
                runnable |= 1 << port.index();
            }
        }
        return runnable != 0 && mayRun() ? runnable : 0;
    }

    /** Executes one command of a port on the calling thread; false if there is none. */
    private boolean step(AhciPort port) {
        PortCommands commands = port.commands;
        long header;
        int slot;
        synchronized (this) {
            if (!commands.runnable() || !mayRun()) {
                return false;
            }
            header = commands.begin();
            slot = port.state.slot;
        }
        PortCommands.Outcome outcome = commands.execute(slot, header);
        synchronized (this) {
            commands.executed(outcome);
            resetIfIdle();
            updateInterrupts();
            notifyAll();
        }
        return true;
    }

    /** A deferred command of a port has ended. Under the lock. */
    void progressed(AhciPort port) {
        resetIfIdle();
        updateInterrupts();
        if (port.commands.runnable() && mayRun()) {
            workers[port.index()].kick();
        }
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
        kick(ALL_PORTS);
    }

    private void kick(int portBits) {
        for (int left = portBits; left != 0; left &= left - 1) {
            workers[Integer.numberOfTrailingZeros(left)].kick();
        }
    }

    void resume() {
        for (AhciPort port : ports) {
            AtaDevice device = port.device();
            if (device != null) {
                device.resume();
            }
        }
        pausing = false;
        for (AhciPort port : ports) {
            if (port.device() != null) {
                workers[port.index()].start();
            }
        }
        kick();
    }

    void requestPause() {
        pausing = true;
        for (AhciPort port : ports) {
            AtaDevice device = port.device();
            if (device != null) {
                device.requestPause();
            }
        }
    }

    void awaitPaused() {
        awaitNothingFetched();
        for (AhciPort port : ports) {
            AtaDevice device = port.device();
            if (device != null) {
                device.awaitPaused();
            }
        }
        synchronized (this) {
            for (AhciPort port : ports) {
                port.commands.withdraw();
            }
            resetIfIdle();
            updateInterrupts();
        }
    }

    private synchronized void awaitNothingFetched() {
        Uninterruptible.await(this, () -> !fetching());
    }

    synchronized void reset() {
        resetPending = false;
        resetRegisters(true);
    }

    synchronized void save(StateWriter out) {
        out.put("is", interruptStatus);
        out.put("ie", interruptsEnabled);
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
        bus.pin(lineAsserted);
    }

    void close() {
        requestPause();
        awaitPaused();
        for (CommandWorker worker : workers) {
            worker.close();
        }
        for (AhciPort port : ports) {
            AtaDevice device = port.device();
            if (device != null) {
                device.close();
            }
        }
    }
}
