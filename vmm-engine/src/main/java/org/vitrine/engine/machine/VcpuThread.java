package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.kvm.CoalescedRing;
import org.vitrine.engine.kvm.ExitReason;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.kvm.RunPage;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.KickSignal;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * A vCPU as a thread: runs the guest, dispatches its exits, parks on request. Nothing is allocated between two exits.
 *
 * <p>{@link #requestPause} sets the request, then immediate_exit, then sends the kick; the thread clears immediate_exit, fences and
 * only then reads the request, so that no request is lost whenever it comes.
 */
final class VcpuThread {
    private static final Logger LOG = System.getLogger(VcpuThread.class.getName());
    private static final int MAX_LOGGED_FAULTS = 10;

    /** Who is told when the guest can't go on. Called on the vCPU's thread, which parks or ends afterwards. */
    interface Owner {
        /** KVM reported KVM_EXIT_SHUTDOWN; the vCPU's registers are those of INIT already. */
        void tripleFault(VcpuThread vcpu);

        /** KVM cannot run this guest further. */
        void failed(VcpuThread vcpu, String why);
    }

    private enum Request {
        RUN,
        PAUSE,
        END
    }

    private final KvmVcpu vcpu;
    private final RunPage run;
    private final AddressSpace ports;
    private final AddressSpace mmio;
    private final CoalescedRing coalesced;
    private final Owner owner;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What the machine wants, and what the thread is to do: that, unless it is held. */
    private Request wanted = Request.PAUSE;

    private boolean held;
    private volatile Request request = Request.PAUSE;
    private boolean parked;
    private boolean ended;
    private volatile int threadId;
    private volatile long exits;
    private int loggedFaults;

    VcpuThread(KvmVcpu vcpu, AddressSpace ports, AddressSpace mmio, CoalescedRing coalesced, Owner owner) {
        this.vcpu = vcpu;
        this.run = vcpu.runPage();
        this.ports = ports;
        this.mmio = mmio;
        this.coalesced = coalesced;
        this.owner = owner;
        this.thread = Thread.ofPlatform().name("vcpu-" + vcpu.id()).unstarted(this::loop);
    }

    KvmVcpu vcpu() {
        return vcpu;
    }

    /** The kernel's id of the thread; 0 before it runs. */
    int threadId() {
        return threadId;
    }

    /** How often the guest left to the VM process since the start. */
    long exits() {
        return exits;
    }

    /** Starts the thread, parked. */
    void start() {
        thread.start();
    }

    void requestPause() {
        ask(Request.PAUSE);
    }

    /** Waits until the vCPU is parked with no transfer half done. */
    void awaitParked() {
        lock.lock();
        try {
            while (!parked && !ended) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void resume() {
        ask(Request.RUN);
    }

    /** Ends the thread and waits for it. */
    void end() {
        ask(Request.END);
        Uninterruptible.join(thread);
    }

    /** Keeps the vCPU from running until {@link #release}, whatever else is asked meanwhile but its end. */
    void hold() {
        setHeld(true);
    }

    void release() {
        setHeld(false);
    }

    private void setHeld(boolean hold) {
        lock.lock();
        try {
            held = hold;
            apply();
        } finally {
            lock.unlock();
        }
    }

    private void ask(Request what) {
        lock.lock();
        try {
            if (wanted != Request.END) {
                wanted = what;
            }
            apply();
        } finally {
            lock.unlock();
        }
    }

    private void apply() {
        lock.lock();
        try {
            request = held && wanted == Request.RUN ? Request.PAUSE : wanted;
            changed.signalAll();
            if (request != Request.RUN && threadId != 0 && !parked && !ended) {
                run.requestExit();
                if (Thread.currentThread() != thread) {
                    KickSignal.send(threadId);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        threadId = KickSignal.currentThread();
        try {
            while (request == Request.RUN || park()) {
                int error = vcpu.run();
                coalesced.drain();
                if (error == 0) {
                    exits = exits + 1;
                    handleExit();
                } else {
                    handleError(error);
                }
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "vCPU " + vcpu.id() + " ended", e);
            owner.failed(this, "vCPU " + vcpu.id() + " ended: " + e.getMessage());
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits while paused; false when the thread is to end. */
    private boolean park() {
        if (request == Request.END) {
            return false;
        }
        finishTransfer();
        lock.lock();
        try {
            parked = true;
            changed.signalAll();
            while (request == Request.PAUSE) {
                changed.awaitUninterruptibly();
            }
            parked = false;
            return request == Request.RUN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * KVM completes a port or MMIO read only on the next entry; one that leaves at once does it. An access in several pieces comes back
     * with the next piece instead, which is served here.
     */
    private void finishTransfer() {
        run.requestExit();
        while (vcpu.run() == 0 && (run.exitReason() == ExitReason.IO || run.exitReason() == ExitReason.MMIO)) {
            handleExit();
        }
        run.clearExitRequest();
    }

    private void handleError(int error) {
        switch (Errno.of(error)) {
            case EINTR -> run.clearExitRequest();
            case EAGAIN -> Thread.onSpinWait(); // An AP between INIT and SIPI.
            default -> {
                owner.failed(this, "KVM_RUN failed: " + Errno.of(error).words() + " (errno " + error + ")");
                requestPause();
            }
        }
    }

    private void handleExit() {
        ExitReason reason = run.exitReason();
        switch (reason) {
            case IO -> portAccess();
            case MMIO -> memoryAccess();
            case INTR, IRQ_WINDOW_OPEN, SET_TPR, NMI, HLT -> {}
            case SHUTDOWN, SYSTEM_EVENT -> owner.tripleFault(this);
            default -> {
                owner.failed(this, run.errorText());
                requestPause();
            }
        }
    }

    private void portAccess() {
        int port = run.ioPort();
        int size = run.ioSize();
        int count = run.ioCount();
        try {
            if (run.ioIsWrite()) {
                for (int i = 0; i < count; i++) {
                    ports.write(port, size, run.ioData(i));
                }
            } else {
                for (int i = 0; i < count; i++) {
                    run.setIoData(i, ports.read(port, size));
                }
            }
        } catch (RuntimeException e) {
            logFault("port %#x".formatted(port), e);
        }
    }

    private void memoryAccess() {
        long address = run.mmioAddress();
        int length = run.mmioLength();
        try {
            if (run.mmioIsWrite()) {
                writeMemory(address, length, run.mmioData());
            } else {
                run.setMmioData(readMemory(address, length));
            }
        } catch (RuntimeException e) {
            logFault("address %#x".formatted(address), e);
        }
    }

    private long readMemory(long address, int length) {
        if (Integer.bitCount(length) == 1) {
            return mmio.read(address, length);
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (mmio.read(address + i, 1) & 0xff) << (8 * i);
        }
        return value;
    }

    private void writeMemory(long address, int length, long data) {
        if (Integer.bitCount(length) == 1) {
            mmio.write(address, length, length == 8 ? data : data & (1L << (8 * length)) - 1);
            return;
        }
        for (int i = 0; i < length; i++) {
            mmio.write(address + i, 1, data >>> (8 * i) & 0xff);
        }
    }

    /** A device that throws is a defect of ours; the guest sees an access that did nothing, and the log says where. */
    private void logFault(String where, RuntimeException e) {
        if (loggedFaults++ < MAX_LOGGED_FAULTS) {
            LOG.log(Level.ERROR, "A device failed at " + where, e);
        }
    }
}
