package org.vitrine.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;

/**
 * The vCPU ioctls (KVM api.rst, 4). All but {@link RunPage#requestExit} belong to the one thread that runs the vCPU, or to another
 * while that one is parked.
 */
public final class KvmVcpu implements AutoCloseable {
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final long ERRNO = CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    /**
     * KVM_RUN alone goes through java.lang.foreign: a JNA call costs a tenth of an exit. Never a critical call: it would hold up
     * every safepoint for as long as the guest runs.
     */
    private static final MethodHandle IOCTL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(2));

    private static final int MSR_TSC = 0x10;
    private static final int MSR_TSC_DEADLINE = 0x6e0;
    private static final int TSC_CONTROL = 0;
    private static final long TSC_OFFSET = 0;
    private static final int REGS_RFLAGS = 17 * 8;

    private final Fd fd;
    private final int id;
    private final HostMemory runMemory;
    private final RunPage run;
    private final MemorySegment coalesced;
    private final int[] msrIndices;
    /** Never freed, a few bytes: keeping memory of an arena alive during a call takes two atomic operations. */
    private final MemorySegment capture = Arena.global().allocate(CAPTURE);

    KvmVcpu(Fd fd, int id, int runSize, int coalescedPage, int[] msrIndices) {
        this.fd = fd;
        this.id = id;
        this.msrIndices = msrIndices;
        this.runMemory = HostMemory.ofDescriptor(fd.number(), runSize);
        this.run = new RunPage(runMemory.segment());
        this.coalesced = runMemory.segment().asSlice(coalescedPage * HostMemory.PAGE, HostMemory.PAGE);
    }

    /**
     * Makes the handle that {@link #run} calls through, which takes some 20 ms the first time: called early on a thread of its own, it
     * is ready when the first vCPU is.
     */
    public static void prepareCalls() {
        // Having initialized this class is all.
    }

    public int id() {
        return id;
    }

    public RunPage runPage() {
        return run;
    }

    /** The VM's ring of coalesced writes, through this vCPU's window; one ring serves the whole VM. */
    public CoalescedRing coalescedRing(CoalescedRing.Sink sink) {
        return new CoalescedRing(coalesced, sink);
    }

    /**
     * Runs the guest until it needs something.
     *
     * @return 0 after an exit that {@link #runPage} describes, else the error number: EINTR after a kick, EAGAIN for an AP not yet started
     */
    public int run() {
        int result;
        try {
            result = (int) IOCTL.invokeExact(capture, fd.number(), KvmIoctl.RUN.request, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("KVM_RUN could not be called", e);
        }
        return result >= 0 ? 0 : capture.get(ValueLayout.JAVA_INT, ERRNO);
    }

    private void call(KvmIoctl request, MemorySegment argument) {
        fd.ioctl(request.title(), request.request, argument);
    }

    private byte[] get(KvmIoctl request) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment segment = temporary.allocate(request.size, 8);
            call(request, segment);
            return segment.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private void set(KvmIoctl request, byte[] value) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment segment = temporary.allocate(request.size, 8);
            segment.copyFrom(MemorySegment.ofArray(value));
            call(request, segment);
        }
    }

    public void setCpuid(Cpuid cpuid) {
        try (Arena temporary = Arena.ofConfined()) {
            call(KvmIoctl.SET_CPUID2, cpuid.write(temporary));
        }
    }

    /** Writes one MSR; false if the host refuses it. */
    public boolean setMsr(int index, long value) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment list = temporary.allocate(8 + 16, 8);
            list.set(ValueLayout.JAVA_INT, 0, 1);
            list.set(ValueLayout.JAVA_INT, 8, index);
            list.set(ValueLayout.JAVA_LONG, 16, value);
            return fd.ioctl(KvmIoctl.SET_MSRS.title(), KvmIoctl.SET_MSRS.request, list) == 1;
        } catch (LinuxException e) {
            return false;
        }
    }

    private Map<Integer, Long> msrs() {
        Map<Integer, Long> values = new LinkedHashMap<>();
        for (int index : msrIndices) {
            msr(index).ifPresent(value -> values.put(index, value));
        }
        return values;
    }

    /** Reads one MSR; empty if the host refuses it. */
    private OptionalLong msr(int index) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment list = temporary.allocate(8 + 16, 8);
            list.set(ValueLayout.JAVA_INT, 0, 1);
            list.set(ValueLayout.JAVA_INT, 8, index);
            boolean known = fd.ioctl(KvmIoctl.GET_MSRS.title(), KvmIoctl.GET_MSRS.request, list) == 1;
            return known ? OptionalLong.of(list.get(ValueLayout.JAVA_LONG, 16)) : OptionalLong.empty();
        } catch (LinuxException e) {
            // A host lists MSRs that it then refuses; a guest cannot have set those either.
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            return OptionalLong.empty();
        }
    }

    /** Its time-stamp counter. */
    public TimeStampCounter timeStampCounter() {
        return new TimeStampCounter() {
            @Override
            public long value() {
                return msr(MSR_TSC).orElse(0);
            }

            @Override
            public void setValue(long value) {
                setMsr(MSR_TSC, value);
            }

            @Override
            public OptionalLong offset() {
                try (Arena temporary = Arena.ofConfined()) {
                    MemorySegment value = temporary.allocate(8, 8);
                    tscOffset(KvmIoctl.GET_DEVICE_ATTR, value);
                    return OptionalLong.of(value.get(ValueLayout.JAVA_LONG, 0));
                } catch (LinuxException e) {
                    return OptionalLong.empty();
                }
            }

            @Override
            public void setOffset(long offset) {
                try (Arena temporary = Arena.ofConfined()) {
                    MemorySegment value = temporary.allocate(8, 8);
                    value.set(ValueLayout.JAVA_LONG, 0, offset);
                    tscOffset(KvmIoctl.SET_DEVICE_ATTR, value);
                }
            }

            @Override
            public void rearmDeadline() {
                msr(MSR_TSC_DEADLINE).ifPresent(deadline -> {
                    if (deadline != 0) {
                        setMsr(MSR_TSC_DEADLINE, deadline);
                    }
                });
            }
        };
    }

    /** struct kvm_device_attr: flags, group, attribute, address of the value. */
    private void tscOffset(KvmIoctl request, MemorySegment value) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment attribute = temporary.allocate(request.size, 8);
            attribute.set(ValueLayout.JAVA_INT, 4, TSC_CONTROL);
            attribute.set(ValueLayout.JAVA_LONG, 8, TSC_OFFSET);
            attribute.set(ValueLayout.JAVA_LONG, 16, value.address());
            call(request, attribute);
        }
    }

    /** Reads everything. */
    public VcpuState state() {
        return new VcpuState(
                get(KvmIoctl.GET_REGS),
                get(KvmIoctl.GET_SREGS),
                get(KvmIoctl.GET_XSAVE),
                get(KvmIoctl.GET_XCRS),
                msrs(),
                get(KvmIoctl.GET_LAPIC),
                get(KvmIoctl.GET_VCPU_EVENTS),
                get(KvmIoctl.GET_DEBUGREGS),
                mpState());
    }

    /** Restores everything, in the order in which the parts depend on each other; MSRs that the host refuses are passed over. */
    public void setState(VcpuState state) {
        set(KvmIoctl.SET_SREGS, state.sregs());
        set(KvmIoctl.SET_REGS, state.regs());
        set(KvmIoctl.SET_XCRS, state.xcrs());
        set(KvmIoctl.SET_XSAVE, state.xsave());
        Long tsc = state.msrs().get(MSR_TSC);
        if (tsc != null) {
            setMsr(MSR_TSC, tsc);
        }
        state.msrs().forEach((index, value) -> {
            if (index != MSR_TSC && index != MSR_TSC_DEADLINE) {
                setMsr(index, value);
            }
        });
        set(KvmIoctl.SET_LAPIC, state.lapic());
        Long deadline = state.msrs().get(MSR_TSC_DEADLINE);
        if (deadline != null) {
            setMsr(MSR_TSC_DEADLINE, deadline);
        }
        set(KvmIoctl.SET_DEBUGREGS, state.debugRegs());
        set(KvmIoctl.SET_VCPU_EVENTS, state.events());
        setMpState(state.mpState());
    }

    /** Lets a guest that uses kvmclock know that it was paused, so that its watchdogs do not bark (KVM_KVMCLOCK_CTRL, api.rst 4.54). */
    public void tellOfPause() {
        try {
            fd.ioctl(KvmIoctl.KVMCLOCK_CTRL.title(), KvmIoctl.KVMCLOCK_CTRL.request, 0);
        } catch (LinuxException e) {
            // EINVAL: the guest does not use kvmclock, and need not know.
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }

    private int mpState() {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment value = temporary.allocate(4, 8);
            call(KvmIoctl.GET_MP_STATE, value);
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private void setMpState(int state) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment value = temporary.allocate(4, 8);
            value.set(ValueLayout.JAVA_INT, 0, state);
            call(KvmIoctl.SET_MP_STATE, value);
        }
    }

    /** Where a program begins: the registers that a boot protocol sets, the rest as after reset. */
    public record Entry(
            long rip,
            long rsi,
            long rsp,
            long rflags,
            Segment code,
            Segment data,
            Segment task,
            long gdtBase,
            int gdtLimit,
            long cr0,
            long cr3,
            long cr4,
            long efer) {}

    /** Sets the vCPU up to begin at an entry. */
    public void enterAt(Entry entry) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment sregs = temporary.allocate(KvmIoctl.GET_SREGS.size, 8);
            call(KvmIoctl.GET_SREGS, sregs);
            entry.code.write(sregs.asSlice(0, Segment.SIZE));
            for (int i = 1; i <= 5; i++) { // ds, es, fs, gs, ss
                entry.data.write(sregs.asSlice(i * Segment.SIZE, Segment.SIZE));
            }
            entry.task.write(sregs.asSlice(6 * Segment.SIZE, Segment.SIZE));
            sregs.set(ValueLayout.JAVA_LONG, 192, entry.gdtBase);
            sregs.set(ValueLayout.JAVA_SHORT, 200, (short) entry.gdtLimit);
            sregs.set(ValueLayout.JAVA_LONG, 208, 0);
            sregs.set(ValueLayout.JAVA_SHORT, 216, (short) 0);
            sregs.set(ValueLayout.JAVA_LONG, 224, entry.cr0);
            sregs.set(ValueLayout.JAVA_LONG, 240, entry.cr3);
            sregs.set(ValueLayout.JAVA_LONG, 248, entry.cr4);
            sregs.set(ValueLayout.JAVA_LONG, 264, entry.efer);
            call(KvmIoctl.SET_SREGS, sregs);
            MemorySegment regs = temporary.allocate(KvmIoctl.SET_REGS.size, 8);
            regs.set(ValueLayout.JAVA_LONG, 4 * 8, entry.rsi);
            regs.set(ValueLayout.JAVA_LONG, 6 * 8, entry.rsp);
            regs.set(ValueLayout.JAVA_LONG, 16 * 8, entry.rip);
            regs.set(ValueLayout.JAVA_LONG, REGS_RFLAGS, entry.rflags);
            call(KvmIoctl.SET_REGS, regs);
        }
    }

    /** The registers in words, for a report of a failure. */
    public String registers() {
        java.nio.ByteBuffer r =
                java.nio.ByteBuffer.wrap(get(KvmIoctl.GET_REGS)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        java.nio.ByteBuffer s =
                java.nio.ByteBuffer.wrap(get(KvmIoctl.GET_SREGS)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        String[] names = {
            "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rsp", "rbp", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15", "rip", "rflags"
        };
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append(names[i]).append("=%016x".formatted(r.getLong(i * 8))).append(i % 4 == 3 ? "\n" : " ");
        }
        text.append("cs=%04x:%x ss=%04x:%x\n"
                .formatted(s.getShort(12), s.getLong(0), s.getShort(5 * 24 + 12), s.getLong(5 * 24)));
        text.append("cr0=%x cr2=%x cr3=%x cr4=%x efer=%x"
                .formatted(s.getLong(224), s.getLong(232), s.getLong(240), s.getLong(248), s.getLong(264)));
        return text.toString();
    }

    @Override
    public void close() {
        runMemory.close();
        fd.close();
    }
}
