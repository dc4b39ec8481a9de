package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.kvm.CoalescedRing;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.linux.KickSignal;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/** Real-mode guests at the reset vector FFFF0, run by a {@link VcpuThread} on this machine's /dev/kvm. */
@Tag("kvm")
class VcpuThreadTest implements VcpuThread.Owner {
    private final AddressSpace ports = new AddressSpace("port", 0x10000);
    private final AddressSpace mmio = new AddressSpace("mmio", 1L << 52);
    private final List<String> accesses = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch faulted = new CountDownLatch(1);
    private volatile String failure = "";
    private Kvm kvm;
    private KvmVm vm;
    private MemoryRegion ram;
    private MemoryRegion rom;
    private VcpuThread vcpu;

    @BeforeEach
    void makeGuest() throws Exception {
        KickSignal.install();
        kvm = Kvm.open();
        vm = kvm.createVm();
        vm.reserveForRealMode(0xfeff_c000L);
        vm.createInterruptControllers();
        GuestMemory memory = new GuestMemory(vm);
        ram = MemoryRegion.anonymous("ram", 0x10000);
        rom = MemoryRegion.anonymous("rom", 0x10000);
        memory.map(ram, 0);
        memory.map(rom, 0, 0xffff_0000L, 0x10000, false);
        memory.map(rom, 0, 0xf_0000L, 0x10000, false);
        KvmVcpu own = vm.createVcpu(0);
        own.setCpuid(kvm.supportedCpuid().forVcpu(0, Processor.ofCores(1)));
        ports.map(0, 0x10000, block("port"));
        mmio.map(0xd0000, 0x1000, block("mmio"));
        CoalescedRing ring = own.coalescedRing(mmio::write);
        vcpu = new VcpuThread(own, ports, mmio, ring, this);
    }

    private RegisterBlock block(String name) {
        return new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                accesses.add("%s r%d %x".formatted(name, size, offset));
                return 0x8877_6655_4433_2211L;
            }

            @Override
            public void write(long offset, int size, long value) {
                if (offset == 0xdd) {
                    done.countDown();
                    return;
                }
                accesses.add("%s w%d %x=%x".formatted(name, size, offset, value));
            }
        };
    }

    @Override
    public void tripleFault(VcpuThread from) {
        from.requestPause();
        faulted.countDown();
    }

    @Override
    public void failed(VcpuThread from, String why) {
        failure = why;
        from.requestPause();
        done.countDown();
    }

    @AfterEach
    void close() {
        vcpu.requestPause();
        vcpu.end();
        vcpu.vcpu().close();
        vm.close();
        kvm.close();
        ram.close();
        rom.close();
    }

    private void run(int... program) {
        for (int i = 0; i < program.length; i++) {
            rom.segment().set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) program[i]);
        }
        byte[] reset = {(byte) 0xea, 0, 0, 0, (byte) 0xf0}; // jmp f000:0000
        rom.segment().asSlice(0xfff0, reset.length).copyFrom(MemorySegment.ofArray(reset));
        vcpu.start();
        vcpu.resume();
    }

    private void awaitDone() throws InterruptedException {
        assertThat(done.await(60, TimeUnit.SECONDS))
                .as("the guest came to its end")
                .isTrue();
        assertThat(failure).isEmpty();
    }

    @Test
    void port_accesses_of_each_width_reach_the_port_space() throws Exception {
        run(
                0xb0, 0x12, 0xe6, 0x80, // mov al,12; out 80,al
                0xe5, 0x84, // in ax,84
                0xe7, 0x82, // out 82,ax
                0x66, 0xe5, 0x88, // in eax,88
                0x66, 0xe7, 0x8c, // out 8c,eax
                0xe6, 0xdd, 0xf4); // out dd,al; hlt
        awaitDone();

        assertThat(accesses)
                .containsExactly("port w1 80=12", "port r2 84", "port w2 82=2211", "port r4 88", "port w4 8c=44332211");
    }

    @Test
    void memory_accesses_outside_memory_reach_the_mmio_space() throws Exception {
        run(
                0xb8, 0x00, 0xd0, 0x8e, 0xd8, // mov ax,d000; mov ds,ax
                0xa1, 0x10, 0x00, // mov ax,[10]
                0xa2, 0x21, 0x00, // mov [21],al
                0xe6, 0xdd, 0xf4);
        awaitDone();

        assertThat(accesses).containsExactly("mmio r2 10", "mmio w1 21=11");
    }

    @Test
    void a_parked_vcpu_makes_no_access_and_goes_on_where_it_was() throws Exception {
        run(0x40, 0xe7, 0x80, 0xeb, 0xfb); // inc ax; out 80,ax; jmp -5
        while (accesses.size() < 10) {
            Thread.onSpinWait();
        }
        vcpu.requestPause();
        vcpu.awaitParked();
        int parkedAt = accesses.size();
        Thread.sleep(50);
        assertThat(accesses).hasSize(parkedAt);

        vcpu.resume();
        while (accesses.size() < parkedAt + 10) {
            Thread.onSpinWait();
        }
        vcpu.requestPause();
        vcpu.awaitParked();

        for (int i = 1; i < accesses.size(); i++) {
            int before = Integer.parseInt(accesses.get(i - 1).substring("port w2 80=".length()), 16);
            int here = Integer.parseInt(accesses.get(i).substring("port w2 80=".length()), 16);
            assertThat(here).isEqualTo(before + 1 & 0xffff);
        }
    }

    @Test
    void a_triple_fault_is_reported_to_the_owner() throws Exception {
        // To protected mode, then paging with an empty page directory and no interrupt table.
        run(
                0x2e, 0x0f, 0x01, 0x16, 0x48, 0x00, 0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0, 0x66, 0xea, 0x16,
                0x00, 0x0f, 0x00, 0x08, 0x00, 0x66, 0xb8, 0x10, 0x00, 0x8e, 0xd8, 0x8e, 0xd0, 0x0f, 0x20, 0xc0, 0x0d,
                0x00, 0x00, 0x00, 0x80, 0x0f, 0x22, 0xc0, 0xa1, 0x78, 0x56, 0x34, 0x12, 0xf4, 0x90, 0x00, 0x00, 0x00,
                0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0x00, 0x9b, 0xcf, 0x00, 0xff, 0xff, 0x00, 0x00,
                0x00, 0x93, 0xcf, 0x00, 0x17, 0x00, 0x30, 0x00, 0x0f, 0x00);

        assertThat(faulted.await(20, TimeUnit.SECONDS)).isTrue();
        vcpu.awaitParked();
    }

    @Test
    void a_vcpu_returns_to_power_on_and_starts_over() throws Exception {
        VcpuSet set = new VcpuSet(List.of(vcpu));
        run(0xb0, 0x55, 0xe6, 0x80, 0xe6, 0xdd, 0xf4);
        awaitDone();
        vcpu.requestPause();
        vcpu.awaitParked();
        set.reset();
        vcpu.resume();

        while (accesses.size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(accesses).containsExactly("port w1 80=55", "port w1 80=55");
    }

    @Test
    void a_held_vcpu_makes_no_access_and_stays_parked_if_a_pause_came_meanwhile() throws Exception {
        run(0xb0, 0x12, 0xe6, 0x80, 0xeb, 0xfc); // mov al,12; again: out 80,al; jmp again
        awaitAccessesBeyond(0);
        vcpu.hold();
        vcpu.awaitParked();
        int made = accesses.size();
        vcpu.requestPause();
        vcpu.release();
        vcpu.awaitParked();
        vcpu.hold();
        vcpu.resume();

        assertThat(accesses).hasSize(made);
        vcpu.release();
        awaitAccessesBeyond(made);
    }

    private void awaitAccessesBeyond(int count) throws InterruptedException {
        while (accesses.size() <= count) {
            assertThat(failure).isEmpty();
            Thread.sleep(1);
        }
    }
}
