package org.vitrine.engine.ethernet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.pci.PciLink;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * The registers of an 82574L, and its life cycle. A vCPU only leaves what it wants in a register; a worker carries frames in both directions, in bursts.
 *
 * <p>One lock, this object's monitor, guards the registers, and is a leaf but for interrupts. Frames are carried without it.
 */
final class E1000eController implements RegisterMap.Handler<E1000eRegister> {
    /** Bytes of registers; BAR 0 is longer, and reads as zero from there. */
    static final int SIZE = 0xc000;

    private static final int CTRL_MASTER_DISABLE = 1 << 2;
    private static final int CTRL_RESET = 1 << 26;
    private static final int CTRL_VLAN = 1 << 30;
    private static final int CTRL_PHY_RESET = 1 << 31;
    private static final int STATUS_LINK = 1 << 1;
    private static final int STATUS_MASTER = 1 << 19;
    /** Full duplex at 1000 Mbit/s. */
    private static final int STATUS_FIXED = 0x81;

    private static final int EERD_START = 1;
    private static final int EERD_DONE = 1 << 1;
    private static final int TRANSMIT_ENABLED = 1 << 1;
    private static final int ADDRESS_VALID = 1 << 31;
    private static final int SEMAPHORE = 1;

    private final String name;
    private final Logger log;
    private final PciLink bus;
    private final Cable cable;
    private final Nvm nvm;
    private final MacAddress mac;
    private final Phy phy = new Phy();
    private final Interrupts interrupts;
    private final Mdio mdio;
    private final FrameFilter filter = new FrameFilter(this);
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final CommandWorker worker;
    private final RegisterMap<E1000eRegister> registers = new RegisterMap<>(E1000eRegister.class, SIZE, 0, this);
    private final int[] values = new int[E1000eRegister.total()];
    private final Statistics statistics = new Statistics(values, E1000eRegister.STATISTICS.index());
    private int epoch;
    private boolean stepping;
    private boolean complained;
    private volatile boolean pausing = true;

    /** Makes a controller in power-on state, paused. @param name for the log */
    E1000eController(
            String name,
            GuestMemory memory,
            PciLink bus,
            Logger log,
            MacAddress mac,
            Cable cable,
            CommandWorker.Factory workers) {
        this.name = name;
        this.bus = bus;
        this.log = log;
        this.mac = mac;
        this.nvm = new Nvm(mac);
        this.cable = cable;
        this.interrupts = new Interrupts(bus);
        this.mdio = new Mdio(phy, interrupts);
        this.transmitter = new Transmitter(memory, this, cable);
        this.receiver = new Receiver(memory, this, cable);
        resetRegisters();
        this.worker = workers.make(this::step);
        cable.attach(new Cable.Listener() {
            @Override
            public void framesWaiting() {
                wake();
            }

            @Override
            public void roomAgain() {
                wake();
            }

            @Override
            public void watch(Fd fd, int readiness) {
                worker.watch(fd, readiness);
            }

            @Override
            public void unwatch(Fd fd) {
                worker.unwatch(fd);
            }

            @Override
            public void linkChanged() {
                raise(Cause.LINK_CHANGE);
            }
        });
    }

    /** What BAR 0 begins with, {@value #SIZE} bytes. */
    RegisterBlock registers() {
        return registers;
    }

    /** A register's value as it is stored. */
    synchronized int get(E1000eRegister register, int index) {
        return values[register.index() + index];
    }

    int get(E1000eRegister register) {
        return get(register, 0);
    }

    private void set(E1000eRegister register, int index, int value) {
        values[register.index() + index] = value;
    }

    @Override
    public synchronized long read(E1000eRegister register, int index) {
        return switch (register) {
            case STATUS -> status();
            case ICR -> interrupts.readCauses();
            case IMS -> interrupts.mask();
            case ICS, IMC -> 0;
            case EIAC -> interrupts.autoClear();
            case IAM -> interrupts.autoMask();
            case IVAR -> interrupts.vectors();
            case STATISTICS -> statistics.read(index);
            case SWSM -> {
                // Who reads the semaphore as free has it.
                int value = get(register);
                set(register, 0, value | SEMAPHORE);
                yield value;
            }
            default -> get(register, index);
        };
    }

    private int status() {
        return STATUS_FIXED
                | (cable.link() ? STATUS_LINK : 0)
                | ((get(E1000eRegister.CTRL) & CTRL_MASTER_DISABLE) == 0 ? STATUS_MASTER : 0);
    }

    @Override
    public void write(E1000eRegister register, int index, long value, long mask) {
        boolean work;
        synchronized (this) {
            work = writeLocked(register, index, (int) value, (int) mask);
        }
        if (work) {
            wake();
        }
    }

    /** @return whether there may be something for the worker */
    private boolean writeLocked(E1000eRegister register, int index, int value, int mask) {
        switch (register) {
            case ICR -> interrupts.clearCauses(value);
            case ICS -> interrupts.raise(value);
            case IMS -> interrupts.setMask(value);
            case IMC -> interrupts.clearMask(value);
            case EIAC -> interrupts.autoClear(RegisterMap.merge(interrupts.autoClear(), value, mask));
            case IAM -> interrupts.autoMask(RegisterMap.merge(interrupts.autoMask(), value, mask));
            case IVAR -> interrupts.vectors(RegisterMap.merge(interrupts.vectors(), value, mask));
            default -> {
                int merged = RegisterMap.merge(get(register, index), value, mask & register.writable());
                set(register, index, merged);
                return written(register, merged, value & mask);
            }
        }
        return false;
    }

    private boolean written(E1000eRegister register, int value, int driven) {
        switch (register) {
            case CTRL -> {
                if ((driven & CTRL_RESET) != 0) {
                    resetRegisters();
                    return false;
                }
                if ((driven & CTRL_PHY_RESET) != 0) {
                    set(register, 0, value & ~CTRL_PHY_RESET);
                    phy.reset();
                    interrupts.raise(Cause.LINK_CHANGE);
                }
            }
            case CTRL_EXT -> interrupts.extendedControl(value);
            case EERD -> readNvm(value);
            case MDIC -> set(register, 0, mdio.run(value, cable.link()));
            case TDT, RDT, TCTL, RCTL, TDH, RDH, TDLEN, RDLEN -> {
                return true;
            }
            default -> {}
        }
        return false;
    }

    private void readNvm(int value) {
        if ((value & EERD_START) != 0) {
            int address = value >>> 2 & 0x3fff;
            set(E1000eRegister.EERD, 0, nvm.word(address) << 16 | address << 2 | EERD_DONE);
        }
    }

    /** Everything but the PHY as after a reset of the MAC; the EEPROM is read anew. */
    private synchronized void resetRegisters() {
        for (E1000eRegister register : E1000eRegister.values()) {
            for (int i = 0; i < register.count(); i++) {
                set(register, i, register.reset());
            }
        }
        byte[] octets = mac.octets();
        int low = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            low |= (octets[i] & 0xff) << 8 * i;
        }
        set(E1000eRegister.RA, 0, low);
        set(E1000eRegister.RA, 1, octets[4] & 0xff | (octets[5] & 0xff) << 8 | ADDRESS_VALID);
        interrupts.reset();
        epoch++;
    }

    synchronized void raise(int causes) {
        interrupts.raise(causes);
    }

    /** Does what is to be done next, on the calling thread; false if there is nothing. */
    private boolean step() {
        synchronized (this) {
            if (pausing || !bus.busMaster()) {
                return false;
            }
            stepping = true;
        }
        try {
            return transmitter.burst() | receiver.burst();
        } catch (RuntimeException | Error e) {
            complain(e);
            return false;
        } finally {
            synchronized (this) {
                stepping = false;
                notifyAll();
            }
        }
    }

    private void complain(Throwable e) {
        if (!complained) {
            complained = true;
            log.log(Level.WARNING, name + " lost frames, as something is wrong with it", e);
        }
    }

    synchronized void transmitRing(Ring ring) {
        fill(
                ring,
                E1000eRegister.TDBAL,
                E1000eRegister.TDBAH,
                E1000eRegister.TDLEN,
                E1000eRegister.TDH,
                E1000eRegister.TDT,
                (get(E1000eRegister.TCTL) & TRANSMIT_ENABLED) != 0);
    }

    synchronized void receiveRing(Ring ring, ReceiveSettings settings) {
        settings.set(
                get(E1000eRegister.RCTL),
                get(E1000eRegister.RFCTL),
                get(E1000eRegister.PSRCTL),
                get(E1000eRegister.CTRL),
                get(E1000eRegister.VET));
        fill(
                ring,
                E1000eRegister.RDBAL,
                E1000eRegister.RDBAH,
                E1000eRegister.RDLEN,
                E1000eRegister.RDH,
                E1000eRegister.RDT,
                settings.enabled());
    }

    private void fill(
            Ring ring,
            E1000eRegister low,
            E1000eRegister high,
            E1000eRegister length,
            E1000eRegister head,
            E1000eRegister tail,
            boolean enabled) {
        long base = (long) get(high) << 32 | get(low) & 0xffff_ffffL;
        ring.set(base, get(length), get(head), get(tail), enabled, epoch);
    }

    /** Descriptors were taken. @param reported whether the guest wants to know */
    synchronized void transmitted(Ring ring, boolean reported) {
        if (ring.epoch() != epoch) {
            return;
        }
        set(E1000eRegister.TDH, 0, ring.head());
        int causes = reported ? Cause.TRANSMIT_WRITTEN_BACK | Cause.TRANSMIT_QUEUE_0 : 0;
        interrupts.raise(causes | (ring.available() == 0 ? Cause.TRANSMIT_QUEUE_EMPTY : 0));
    }

    /** Frames were written. */
    synchronized void received(Ring ring, ReceiveSettings settings) {
        if (ring.epoch() != epoch) {
            return;
        }
        set(E1000eRegister.RDH, 0, ring.head());
        boolean low = settings.isLow(ring.available(), ring.count());
        interrupts.raise(Cause.RECEIVE_TIMER | Cause.RECEIVE_QUEUE_0 | (low ? Cause.RECEIVE_MINIMUM : 0));
    }

    synchronized boolean accepts(FrameBuffer frame) {
        return filter.accepts(frame);
    }

    synchronized ReceiveFilter receiveFilter() {
        return filter.state(mac);
    }

    boolean insertsVlan() {
        return (get(E1000eRegister.CTRL) & CTRL_VLAN) != 0;
    }

    /** @param firstOctet of the frame's destination @param good whether it could be sent */
    synchronized void countSent(int firstOctet, int octets, boolean good) {
        statistics.sent(firstOctet, octets, good);
    }

    /** @param firstOctet of the frame's destination */
    synchronized void countReceived(int firstOctet, int octets) {
        statistics.received(firstOctet, octets);
    }

    synchronized void countMissed() {
        statistics.missed();
    }

    /** There may be something to do. Any thread, takes no lock. */
    void wake() {
        worker.kick();
    }

    /** The guest chose another kind of interrupts, or allowed bus mastering. */
    void busChanged() {
        synchronized (this) {
            interrupts.update();
        }
        wake();
    }

    void requestPause() {
        pausing = true;
    }

    synchronized void awaitPaused() {
        Uninterruptible.await(this, () -> !stepping);
    }

    void resume() {
        synchronized (this) {
            pausing = false;
        }
        worker.start();
        worker.kick();
    }

    /** Power-on state. While paused. */
    synchronized void reset() {
        resetRegisters();
        phy.reset();
        transmitter.reset();
        cable.drain();
    }

    synchronized void save(StateWriter out) {
        out.put("registers", values);
        out.put("phy", phy.state());
        interrupts.save(out);
        transmitter.save(out);
    }

    synchronized void load(StateReader in) throws StateException {
        int[] saved = new int[values.length];
        in.getInts("registers", saved);
        int[] savedPhy = new int[Phy.REGISTERS];
        in.getInts("phy", savedPhy);
        resetRegisters();
        for (E1000eRegister register : E1000eRegister.values()) {
            boolean counts = register == E1000eRegister.STATISTICS;
            for (int i = 0; i < register.count(); i++) {
                int own = counts ? -1 : register.writable();
                set(register, i, RegisterMap.merge(register.reset(), saved[register.index() + i], own));
            }
        }
        phy.restore(savedPhy);
        interrupts.load(in, get(E1000eRegister.CTRL_EXT));
        transmitter.load(in, epoch);
        cable.drain();
    }

    /** Drives the pin as the loaded state has it. */
    synchronized void afterLoad() {
        interrupts.update();
    }

    /** Ends the worker, and lets go of guest memory and the cable, which stays its owner's. */
    void close() {
        requestPause();
        worker.close();
        awaitPaused();
        cable.detach();
    }
}
