package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.MachineClock;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.kvm.VcpuState;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.snapshot.Sections;

/** Saves and loads all that a machine is but its memory. Only while everything is paused, on the machine's control thread. */
final class MachineState {
    private static final String CLOCK = "clock";
    private static final String CHIPS = "chips";
    private static final String VCPU = "vcpu/";
    private static final String DEVICE = "device/";

    private final KvmVm vm;
    private final VcpuSet vcpus;
    private final List<Device> devices;
    private final MachineClock clock;

    MachineState(KvmVm vm, VcpuSet vcpus, List<Device> devices, MachineClock clock) {
        this.vm = vm;
        this.vcpus = vcpus;
        this.devices = devices;
        this.clock = clock;
    }

    /** @param kvmClock nanoseconds at which kvmclock stands */
    Sections save(long kvmClock) {
        Sections sections = new Sections();
        StateWriter time = new StateWriter();
        time.begin(CLOCK, 1);
        time.put("nanos", clock.nanos());
        time.put("kvmclock", kvmClock);
        sections.put(CLOCK, time.toByteArray());
        sections.put(CHIPS, chips(vm.chipState()));
        List<VcpuState> states = vcpus.states();
        for (int i = 0; i < states.size(); i++) {
            sections.put(VCPU + vcpus.threads().get(i).vcpu().id(), VcpuStateCodec.write(states.get(i)));
        }
        for (Device device : devices) {
            StateWriter out = new StateWriter();
            device.save(out);
            sections.put(DEVICE + device.id(), out.toByteArray());
        }
        return sections;
    }

    /**
     * Loads a state; interrupts, mappings and the vCPUs are those of the state afterwards, the memory is the caller's affair.
     *
     * @param memory puts the memory in place, once all else has been accepted
     * @return where kvmclock stands
     * @throws StateException if the state is not of this machine, or damaged; the machine is then in a state of neither, and the memory as it was
     */
    long load(Sections sections, Runnable memory) throws StateException {
        Map<String, byte[]> parts = sections.all();
        checkParts(parts.keySet());
        StateReader time = new StateReader(part(parts, CLOCK));
        time.begin(CLOCK, 1);
        long nanos = time.getLong("nanos", 0, Long.MAX_VALUE >> 1);
        long kvmClock = time.getLong("kvmclock", 0, Long.MAX_VALUE >> 1);
        time.end();
        KvmVm.ChipState chips = chips(part(parts, CHIPS));
        List<VcpuState> states = vcpuStates(parts);

        clock.set(nanos);
        for (Device device : devices) {
            device.reset();
            device.load(new StateReader(part(parts, DEVICE + device.id())));
        }
        // Once before the memory, since KVM may refuse them; and once after, since some registers are looked up in
        // memory.
        setVcpus(states);
        memory.run();
        devices.forEach(Device::afterLoad);
        // After the pins, whose edges are in the chips' state already, and before the local APICs.
        vm.setChipState(chips);
        setVcpus(states);
        return kvmClock;
    }

    private void setVcpus(List<VcpuState> states) throws StateException {
        try {
            vcpus.setStates(states);
        } catch (LinuxException e) {
            throw new StateException("KVM refuses the saved state of a vCPU: " + e.getMessage() + ".");
        }
    }

    private List<VcpuState> vcpuStates(Map<String, byte[]> parts) throws StateException {
        List<VcpuState> states = new ArrayList<>();
        for (VcpuThread thread : vcpus.threads()) {
            states.add(VcpuStateCodec.read(
                    part(parts, VCPU + thread.vcpu().id()), thread.vcpu().state()));
        }
        return states;
    }

    private void checkParts(Set<String> saved) throws StateException {
        Set<String> own = new LinkedHashSet<>(List.of(CLOCK, CHIPS));
        vcpus.threads().forEach(thread -> own.add(VCPU + thread.vcpu().id()));
        devices.forEach(device -> own.add(DEVICE + device.id()));
        Set<String> lacking = new LinkedHashSet<>(own);
        lacking.removeAll(saved);
        Set<String> surplus = new LinkedHashSet<>(saved);
        surplus.removeAll(own);
        if (!lacking.isEmpty() || !surplus.isEmpty()) {
            throw new StateException(
                    "The saved machine has other hardware than this one: it lacks %s, and has besides %s."
                            .formatted(names(lacking), names(surplus)));
        }
    }

    private static String names(Set<String> parts) {
        return parts.isEmpty() ? "nothing" : String.join(", ", parts).replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static byte[] part(Map<String, byte[]> parts, String name) {
        byte[] bytes = parts.get(name);
        if (bytes == null) {
            throw new IllegalStateException("checked before: " + name);
        }
        return bytes;
    }

    private static byte[] chips(KvmVm.ChipState state) {
        StateWriter out = new StateWriter();
        out.begin(CHIPS, 1);
        out.put("pic1", state.pic1());
        out.put("pic2", state.pic2());
        out.put("ioApic", state.ioApic());
        out.put("pit", state.pit());
        return out.toByteArray();
    }

    private KvmVm.ChipState chips(byte[] bytes) throws StateException {
        StateReader in = new StateReader(bytes);
        in.begin(CHIPS, 1);
        KvmVm.ChipState own = vm.chipState();
        KvmVm.ChipState state = new KvmVm.ChipState(
                in.getExactBytes("pic1", own.pic1().length),
                in.getExactBytes("pic2", own.pic2().length),
                in.getExactBytes("ioApic", own.ioApic().length),
                in.getExactBytes("pit", own.pit().length));
        in.end();
        return state;
    }
}
