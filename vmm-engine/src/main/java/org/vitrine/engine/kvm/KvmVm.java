package org.vitrine.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;

/**
 * The VM ioctls (KVM api.rst, 4): memory slots, the in-kernel interrupt controllers, timer and clock, event descriptors.
 * Any thread, since the kernel serialises them.
 */
public final class KvmVm implements MemorySlots, AutoCloseable {
    private static final int PIC_MASTER = 0;
    private static final int PIC_SLAVE = 1;
    private static final int IO_APIC = 2;
    private static final int ROUTE_CHIP = 1;
    private static final int ROUTE_MSI = 2;
    private static final int IOEVENTFD_DEASSIGN = 1 << 2;
    private static final int IRQFD_DEASSIGN = 1;
    private static final int PIT_WITH_PORT_61 = 1;
    private static final int IRQCHIP_STATE_SIZE = 520;

    /** Lines of the two PICs and the I/O APIC. */
    public static final int GSI_COUNT = 24;

    private static final long IRQ_LEVEL_SIZE = 8;

    private final Fd fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment irqLevels = irqLevels(arena);
    private final MemorySegment msi = arena.allocate(32, 8);
    private final ReentrantLock msiLock = new ReentrantLock();
    private final int runSize;
    private final int coalescedPage;
    private final int[] msrIndices;

    KvmVm(Fd fd, int runSize, int coalescedPage, int[] msrIndices) {
        this.fd = fd;
        this.runSize = runSize;
        this.coalescedPage = coalescedPage;
        this.msrIndices = msrIndices;
    }

    private int call(KvmIoctl request, long argument) {
        return fd.ioctl(request.title(), request.request, argument);
    }

    private int call(KvmIoctl request, MemorySegment argument) {
        return fd.ioctl(request.title(), request.request, argument.address());
    }

    /**
     * Reserves the three pages for the task state segment and the one for the identity map that Intel CPUs need to run real mode.
     *
     * @param identityMap page-aligned guest physical address outside RAM; the segment follows it
     */
    public void reserveForRealMode(long identityMap) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(8, 8);
            address.set(ValueLayout.JAVA_LONG, 0, identityMap);
            call(KvmIoctl.SET_IDENTITY_MAP_ADDR, address);
        }
        call(KvmIoctl.SET_TSS_ADDR, identityMap + 4096);
    }

    /** Makes the two PICs, the I/O APIC and, with every vCPU made later, a local APIC. */
    public void createInterruptControllers() {
        call(KvmIoctl.CREATE_IRQCHIP, 0);
    }

    /** Makes the i8254 at ports 40–43 and 61. */
    public void createPit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment config = arena.allocate(64, 8);
            config.set(ValueLayout.JAVA_INT, 0, PIT_WITH_PORT_61);
            call(KvmIoctl.CREATE_PIT2, config);
        }
    }

    /** Makes a vCPU; {@code id} is also its local APIC id. */
    public KvmVcpu createVcpu(int id) {
        return new KvmVcpu(new Fd(call(KvmIoctl.CREATE_VCPU, id)), id, runSize, coalescedPage, msrIndices);
    }

    @Override
    public void set(int slot, int flags, long guestAddress, long size, long hostAddress) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment region = arena.allocate(32, 8);
            region.set(ValueLayout.JAVA_INT, 0, slot);
            region.set(ValueLayout.JAVA_INT, 4, flags);
            region.set(ValueLayout.JAVA_LONG, 8, guestAddress);
            region.set(ValueLayout.JAVA_LONG, 16, size);
            region.set(ValueLayout.JAVA_LONG, 24, hostAddress);
            call(KvmIoctl.SET_USER_MEMORY_REGION, region);
        }
    }

    @Override
    public void dirtyLog(int slot, MemorySegment bitmap) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = arena.allocate(16, 8);
            log.set(ValueLayout.JAVA_INT, 0, slot);
            log.set(ValueLayout.JAVA_LONG, 8, bitmap.address());
            call(KvmIoctl.GET_DIRTY_LOG, log);
        }
    }

    /**
     * Sets the level of a GSI below {@value #GSI_COUNT}. Callers that share a line combine their levels first: racing calls would leave
     * it stuck. Allocates nothing.
     */
    public void setIrqLine(int gsi, boolean level) {
        fd.ioctl(
                "KVM_IRQ_LINE",
                KvmIoctl.IRQ_LINE.request,
                irqLevels.address() + (gsi * 2L + (level ? 1 : 0)) * IRQ_LEVEL_SIZE);
    }

    /** One constant struct kvm_irq_level for each line and level, so that driving a line writes nothing. */
    private static MemorySegment irqLevels(Arena arena) {
        MemorySegment levels = arena.allocate(GSI_COUNT * 2 * IRQ_LEVEL_SIZE, 8);
        for (int i = 0; i < GSI_COUNT * 2; i++) {
            levels.setAtIndex(ValueLayout.JAVA_INT, i * 2L, i / 2);
            levels.setAtIndex(ValueLayout.JAVA_INT, i * 2L + 1, i % 2);
        }
        return levels;
    }

    /** Delivers a message-signalled interrupt. Allocates nothing; a leaf in the lock order. */
    public void signalMsi(long address, int data) {
        msiLock.lock();
        try {
            msi.set(ValueLayout.JAVA_INT, 0, (int) address);
            msi.set(ValueLayout.JAVA_INT, 4, (int) (address >>> 32));
            msi.set(ValueLayout.JAVA_INT, 8, data);
            fd.ioctl("KVM_SIGNAL_MSI", KvmIoctl.SIGNAL_MSI.request, msi);
        } finally {
            msiLock.unlock();
        }
    }

    /** Where a GSI leads. */
    public sealed interface Route {
        int gsi();

        /** Fills in a struct kvm_irq_routing_entry, except for the GSI. A method, for a switch over types costs a start of 15 ms. */
        void describe(MemorySegment entry);

        /** To pin 0–7 of the master, 8–15 of the slave PIC. */
        record Pic(int gsi, int pin) implements Route {
            @Override
            public void describe(MemorySegment entry) {
                describeChip(entry, pin < 8 ? PIC_MASTER : PIC_SLAVE, pin & 7);
            }
        }

        /** To pin 0–23 of the I/O APIC. */
        record IoApic(int gsi, int pin) implements Route {
            @Override
            public void describe(MemorySegment entry) {
                describeChip(entry, IO_APIC, pin);
            }
        }

        /** To a message. */
        record Msi(int gsi, long address, int data) implements Route {
            @Override
            public void describe(MemorySegment entry) {
                entry.set(ValueLayout.JAVA_INT, 4, ROUTE_MSI);
                entry.set(ValueLayout.JAVA_INT, 16, (int) address);
                entry.set(ValueLayout.JAVA_INT, 20, (int) (address >>> 32));
                entry.set(ValueLayout.JAVA_INT, 24, data);
            }
        }

        private static void describeChip(MemorySegment entry, int chip, int pin) {
            entry.set(ValueLayout.JAVA_INT, 4, ROUTE_CHIP);
            entry.set(ValueLayout.JAVA_INT, 16, chip);
            entry.set(ValueLayout.JAVA_INT, 20, pin);
        }
    }

    /** Replaces the whole routing table (KVM api.rst, 4.52). */
    public void setRoutes(List<Route> routes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(8 + 48L * routes.size(), 8);
            table.set(ValueLayout.JAVA_INT, 0, routes.size());
            for (int i = 0; i < routes.size(); i++) {
                MemorySegment entry = table.asSlice(8 + 48L * i, 48);
                Route route = routes.get(i);
                entry.set(ValueLayout.JAVA_INT, 0, route.gsi());
                route.describe(entry);
            }
            call(KvmIoctl.SET_GSI_ROUTING, table);
        }
    }

    /**
     * Makes guest writes of any width to an address signal a descriptor instead of leaving the guest (KVM api.rst, 4.59), or no longer. What is
     * behind the address must not hear of such writes in another way.
     *
     * @throws LinuxException if KVM has no room for more, or something else is there
     */
    public void setDoorbell(long address, EventFd event, boolean assigned) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment doorbell = arena.allocate(64, 8);
            doorbell.set(ValueLayout.JAVA_LONG, 8, address);
            doorbell.set(ValueLayout.JAVA_INT, 20, event.fd().number());
            doorbell.set(ValueLayout.JAVA_INT, 24, assigned ? 0 : IOEVENTFD_DEASSIGN);
            call(KvmIoctl.IOEVENTFD, doorbell);
        }
    }

    /** Makes a signalled descriptor an edge on a GSI (KVM api.rst, 4.75), or no longer. */
    public void setIrqEvent(int gsi, EventFd event, boolean assigned) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment irq = arena.allocate(32, 8);
            irq.set(ValueLayout.JAVA_INT, 0, event.fd().number());
            irq.set(ValueLayout.JAVA_INT, 4, gsi);
            irq.set(ValueLayout.JAVA_INT, 8, assigned ? 0 : IRQFD_DEASSIGN);
            call(KvmIoctl.IRQFD, irq);
        }
    }

    /** Makes a range's guest writes wait in a ring until the next other exit. */
    public void coalesceWrites(long address, int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zone = arena.allocate(16, 8);
            zone.set(ValueLayout.JAVA_LONG, 0, address);
            zone.set(ValueLayout.JAVA_INT, 8, size);
            call(KvmIoctl.REGISTER_COALESCED_MMIO, zone);
        }
    }

    /** The saved registers of the PICs, I/O APIC, PIT, as opaque bytes. */
    public record ChipState(byte[] pic1, byte[] pic2, byte[] ioApic, byte[] pit) {}

    public ChipState chipState() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pit = arena.allocate(112, 8);
            call(KvmIoctl.GET_PIT2, pit);
            return new ChipState(
                    irqchip(arena, PIC_MASTER),
                    irqchip(arena, PIC_SLAVE),
                    irqchip(arena, IO_APIC),
                    pit.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private byte[] irqchip(Arena arena, int chip) {
        MemorySegment state = arena.allocate(IRQCHIP_STATE_SIZE, 8);
        state.set(ValueLayout.JAVA_INT, 0, chip);
        call(KvmIoctl.GET_IRQCHIP, state);
        return state.toArray(ValueLayout.JAVA_BYTE);
    }

    public void setChipState(ChipState state) {
        try (Arena arena = Arena.ofConfined()) {
            for (byte[] chip : List.of(state.pic1, state.pic2, state.ioApic)) {
                MemorySegment segment = arena.allocate(IRQCHIP_STATE_SIZE, 8);
                segment.copyFrom(MemorySegment.ofArray(chip));
                call(KvmIoctl.SET_IRQCHIP, segment);
            }
            MemorySegment pit = arena.allocate(112, 8);
            pit.copyFrom(MemorySegment.ofArray(state.pit));
            call(KvmIoctl.SET_PIT2, pit);
        }
    }

    /** Whether the PIT's channel 0 leaves its interrupt to an HPET in legacy replacement mode. */
    public void setHpetLegacy(boolean on) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pit = arena.allocate(112, 8);
            call(KvmIoctl.GET_PIT2, pit);
            pit.set(ValueLayout.JAVA_INT, 72, on ? 1 : 0);
            call(KvmIoctl.SET_PIT2, pit);
        }
    }

    /**
     * Makes the PIT's channel 0 forget the ticks that the guest has not taken yet (KVM api.rst, KVM_REINJECT_CONTROL). KVM goes on counting them while no vCPU runs. One whose
     * interrupt has been raised comes nevertheless.
     */
    public void forgetPitTicks() {
        // Reinjection begins without ticks. KVM_SET_PIT2 would forget them too, but starts all counters anew, and a
        // one-shot that is over comes again.
        setPitReinjection(false);
        setPitReinjection(true);
    }

    private void setPitReinjection(boolean on) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment control = arena.allocate(32, 8);
            control.set(ValueLayout.JAVA_BYTE, 0, (byte) (on ? 1 : 0));
            call(KvmIoctl.REINJECT_CONTROL, control);
        }
    }

    /** Nanoseconds of kvmclock. */
    public long clock() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(48, 8);
            call(KvmIoctl.GET_CLOCK, data);
            return data.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    public void setClock(long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(48, 8);
            data.set(ValueLayout.JAVA_LONG, 0, nanos);
            call(KvmIoctl.SET_CLOCK, data);
        }
    }

    @Override
    public void close() {
        fd.close();
        arena.close();
    }
}
