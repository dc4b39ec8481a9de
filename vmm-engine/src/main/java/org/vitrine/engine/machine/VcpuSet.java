package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.kvm.VcpuState;

/** The vCPUs of a machine, which run, park and return to power-on together. Calls come from the machine's control thread. */
final class VcpuSet implements AutoCloseable {
    private final List<VcpuThread> threads;
    private final List<VcpuState> powerOn = new ArrayList<>();
    private final TimeStampCounters timeStamps;
    private boolean started;
    private boolean ended;

    VcpuSet(List<VcpuThread> threads) {
        this.threads = List.copyOf(threads);
        for (VcpuThread thread : threads) {
            powerOn.add(thread.vcpu().state().withoutTimeStamp());
        }
        timeStamps = new TimeStampCounters(
                threads.stream().map(thread -> thread.vcpu().timeStampCounter()).toList());
    }

    List<VcpuThread> threads() {
        return threads;
    }

    KvmVcpu bootstrap() {
        return threads.getFirst().vcpu();
    }

    /** Exits of all vCPUs since the start. */
    long exits() {
        long sum = 0;
        for (VcpuThread thread : threads) {
            sum += thread.exits();
        }
        return sum;
    }

    void requestPause() {
        threads.forEach(VcpuThread::requestPause);
    }

    void awaitParked() {
        if (started) {
            threads.forEach(VcpuThread::awaitParked);
        }
    }

    /** Keeps those that run from running on, until {@link #release}; independent of pauses. Any thread. */
    void hold() {
        threads.forEach(VcpuThread::hold);
    }

    void release() {
        threads.forEach(VcpuThread::release);
    }

    void resume() {
        if (!started) {
            started = true;
            threads.forEach(VcpuThread::start);
        }
        threads.forEach(VcpuThread::resume);
    }

    /** Notes where the time-stamp counters stand, which is where {@link #releaseTime} lets them go on. All are parked. */
    void holdTime() {
        timeStamps.hold();
    }

    /** Sets the time-stamp counters to where they were held, or where {@link #reset} or {@link #setStates} put them since. All are parked. */
    void releaseTime() {
        timeStamps.release();
    }

    /** All that the vCPUs are, in their order. All are parked, and their time is held. */
    List<VcpuState> states() {
        List<VcpuState> states = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            states.add(threads.get(i).vcpu().state().withTimeStamp(timeStamps.held(i)));
        }
        return states;
    }

    /** Makes the vCPUs what they were. All are parked, and their time is held. */
    void setStates(List<VcpuState> states) {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).vcpu().setState(states.get(i));
            timeStamps.hold(i, states.get(i).timeStamp());
        }
    }

    /** Lets the guests' watchdogs know that time stood still, or jumped. All are parked. */
    void tellOfPause() {
        threads.forEach(thread -> thread.vcpu().tellOfPause());
    }

    /** Restores the state in which KVM made them, and sets the time that is held to zero. All are parked. */
    void reset() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).vcpu().setState(powerOn.get(i));
            timeStamps.hold(i, 0);
        }
    }

    /** Ends the threads. What the vCPUs share with KVM stays, for devices that have not ended yet: a scan-out drains the ring of coalesced writes. */
    void end() {
        if (started && !ended) {
            ended = true;
            threads.forEach(VcpuThread::requestPause);
            threads.forEach(VcpuThread::end);
        }
    }

    /** Ends the threads, then the vCPUs. */
    @Override
    public void close() {
        end();
        threads.forEach(thread -> thread.vcpu().close());
    }
}
