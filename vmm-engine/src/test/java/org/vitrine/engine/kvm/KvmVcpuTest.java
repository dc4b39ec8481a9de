package org.vitrine.engine.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.KickSignal;

/** Tiny real-mode guests on this machine's own /dev/kvm. */
@Tag("kvm")
class KvmVcpuTest {
    @Test
    void a_guest_writes_to_a_port_and_halts() throws Exception {
        byte[] program = bytes(
                0xb0, 0x56, 0xe6, 0xe9, 0xe4, 0x10, 0xe6, 0xe9, 0xf4); // mov al,'V'; out e9; in al,10; out e9; hlt
        List<Long> written = new ArrayList<>();

        try (Guest guest = new Guest(program)) {
            for (int exits = 0; exits < 3; exits++) {
                assertThat(guest.vcpu.run()).isZero();
                RunPage run = guest.vcpu.runPage();
                assertThat(run.exitReason()).isEqualTo(ExitReason.IO);
                if (run.ioIsWrite()) {
                    assertThat(run.ioPort()).isEqualTo(0xe9);
                    written.add(run.ioData(0));
                } else {
                    assertThat(run.ioPort()).isEqualTo(0x10);
                    run.setIoData(0, 0x49);
                }
            }
            assertThat(guest.vcpu.run()).isZero();
            assertThat(guest.vcpu.runPage().exitReason()).isEqualTo(ExitReason.HLT);
        }

        assertThat(written).containsExactly(0x56L, 0x49L);
    }

    @Test
    void a_kick_brings_a_spinning_vcpu_back() throws Exception {
        KickSignal.install();
        byte[] program = bytes(0xeb, 0xfe); // jmp $
        try (Guest guest = new Guest(program)) {
            int[] thread = new int[1];
            int[] result = new int[1];
            CountDownLatch started = new CountDownLatch(1);
            Thread runner = Thread.ofPlatform().start(() -> {
                thread[0] = KickSignal.currentThread();
                started.countDown();
                result[0] = guest.vcpu.run();
            });
            started.await();
            guest.vcpu.runPage().requestExit();
            KickSignal.send(thread[0]);
            runner.join();
            assertThat(Errno.of(result[0])).isEqualTo(Errno.EINTR);
        }
    }

    @Test
    void state_that_is_saved_and_restored_runs_on_from_the_same_place() throws Exception {
        byte[] program = bytes(0xb0, 0x01, 0xe6, 0xe9, 0xb0, 0x02, 0xe6, 0xe9, 0xf4); // out 1; out 2; hlt
        try (Guest guest = new Guest(program, true)) {
            VcpuState fresh = guest.vcpu.state();
            guest.vcpu.run();
            assertThat(guest.vcpu.runPage().ioData(0)).isEqualTo(1);
            guest.vcpu.run();
            assertThat(guest.vcpu.runPage().ioData(0)).isEqualTo(2);

            guest.vcpu.setState(fresh);
            guest.vcpu.run();

            assertThat(guest.vcpu.runPage().ioData(0)).isEqualTo(1);
        }
    }

    @Test
    void svm_and_vmx_are_hidden_and_every_vcpu_has_its_own_id() throws Exception {
        try (Kvm kvm = Kvm.open()) {
            Cpuid table = kvm.supportedCpuid().forVcpu(3, Processor.ofCores(4));
            for (Cpuid.Entry entry : table.entries()) {
                if (entry.function() == 1) {
                    assertThat(entry.ecx() & 1 << 5).isZero();
                    assertThat(entry.ebx() >>> 24).isEqualTo(3);
                    assertThat(entry.ebx() >>> 16 & 0xff).isEqualTo(4);
                } else if (entry.function() == 0x8000_0001) {
                    assertThat(entry.ecx() & 1 << 2).isZero();
                }
            }
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** A VM of one page, whose vCPU starts at 0 in real mode. */
    private static final class Guest implements AutoCloseable {
        private final Kvm kvm = Kvm.open();
        private final KvmVm vm = kvm.createVm();
        private final HostMemory memory = HostMemory.anonymous(HostMemory.PAGE);
        final KvmVcpu vcpu;

        Guest(byte[] program) throws KvmException {
            this(program, false);
        }

        /** @param interruptControllers with them HLT waits in the kernel, and the state has a local APIC */
        Guest(byte[] program, boolean interruptControllers) throws KvmException {
            if (interruptControllers) {
                vm.createInterruptControllers();
            }
            vm.reserveForRealMode(0xfeff_c000L);
            memory.segment().copyFrom(java.lang.foreign.MemorySegment.ofArray(program));
            vm.set(0, 0, 0, HostMemory.PAGE, memory.address());
            vcpu = vm.createVcpu(0);
            vcpu.setCpuid(kvm.supportedCpuid().forVcpu(0, Processor.ofCores(1)));
            Segment real = new Segment(0, 0xffff, 0, 3, 0, false, false, false, false);
            vcpu.enterAt(new KvmVcpu.Entry(
                    0,
                    0,
                    0x800,
                    2,
                    new Segment(0, 0xffff, 0, 0xb, 0, false, false, false, false),
                    real,
                    new Segment(0, 0xffff, 0, 0xb, 0, false, true, false, false),
                    0,
                    0,
                    0x10,
                    0,
                    0,
                    0));
        }

        @Override
        public void close() {
            vcpu.close();
            vm.close();
            kvm.close();
            memory.close();
        }
    }
}
