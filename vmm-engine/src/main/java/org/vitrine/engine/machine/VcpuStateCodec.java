package org.vitrine.engine.machine;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.kvm.VcpuState;

/** A vCPU's state in a snapshot: KVM's structures as they are, which are a stable interface of the kernel, and the MSRs as pairs of index and value. */
final class VcpuStateCodec {
    private static final String KIND = "vcpu";
    private static final int VERSION = 1;
    private static final int MSR = Integer.BYTES + Long.BYTES;
    private static final int MAX_MSRS = 4096;

    private VcpuStateCodec() {}

    static byte[] write(VcpuState state) {
        StateWriter out = new StateWriter();
        out.begin(KIND, VERSION);
        out.put("regs", state.regs());
        out.put("sregs", state.sregs());
        out.put("xsave", state.xsave());
        out.put("xcrs", state.xcrs());
        ByteBuffer msrs = ByteBuffer.allocate(state.msrs().size() * MSR);
        state.msrs().forEach((index, value) -> msrs.putInt(index).putLong(value));
        out.put("msrs", msrs.array());
        out.put("lapic", state.lapic());
        out.put("events", state.events());
        out.put("debugRegs", state.debugRegs());
        out.put("mpState", state.mpState());
        return out.toByteArray();
    }

    /** @param like a state of the same vCPU, whose structures have the lengths that this KVM takes */
    static VcpuState read(byte[] bytes, VcpuState like) throws StateException {
        StateReader in = new StateReader(bytes);
        in.begin(KIND, VERSION);
        VcpuState state = new VcpuState(
                in.getExactBytes("regs", like.regs().length),
                in.getExactBytes("sregs", like.sregs().length),
                in.getExactBytes("xsave", like.xsave().length),
                in.getExactBytes("xcrs", like.xcrs().length),
                msrs(in.getBytes("msrs", MAX_MSRS * MSR)),
                in.getExactBytes("lapic", like.lapic().length),
                in.getExactBytes("events", like.events().length),
                in.getExactBytes("debugRegs", like.debugRegs().length),
                in.getInt("mpState", 0, 255));
        in.end();
        return state;
    }

    private static Map<Integer, Long> msrs(byte[] bytes) throws StateException {
        if (bytes.length % MSR != 0) {
            throw new StateException("A vCPU's saved MSRs are cut short.");
        }
        Map<Integer, Long> msrs = new LinkedHashMap<>();
        for (ByteBuffer in = ByteBuffer.wrap(bytes); in.hasRemaining(); ) {
            msrs.put(in.getInt(), in.getLong());
        }
        return msrs;
    }
}
