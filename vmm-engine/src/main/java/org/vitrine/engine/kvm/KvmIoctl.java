package org.vitrine.engine.kvm;

/** Request numbers of /dev/kvm (linux/kvm.h), composed as asm-generic/ioctl.h does. */
enum KvmIoctl {
    GET_API_VERSION(Direction.NONE, 0x00, 0),
    CREATE_VM(Direction.NONE, 0x01, 0),
    GET_MSR_INDEX_LIST(Direction.READ_WRITE, 0x02, 4),
    CHECK_EXTENSION(Direction.NONE, 0x03, 0),
    GET_VCPU_MMAP_SIZE(Direction.NONE, 0x04, 0),
    GET_SUPPORTED_CPUID(Direction.READ_WRITE, 0x05, 8),

    CREATE_VCPU(Direction.NONE, 0x41, 0),
    GET_DIRTY_LOG(Direction.WRITE, 0x42, 16),
    SET_USER_MEMORY_REGION(Direction.WRITE, 0x46, 32),
    SET_TSS_ADDR(Direction.NONE, 0x47, 0),
    SET_IDENTITY_MAP_ADDR(Direction.WRITE, 0x48, 8),
    CREATE_IRQCHIP(Direction.NONE, 0x60, 0),
    IRQ_LINE(Direction.WRITE, 0x61, 8),
    GET_IRQCHIP(Direction.READ_WRITE, 0x62, 520),
    SET_IRQCHIP(Direction.READ, 0x63, 520),
    REGISTER_COALESCED_MMIO(Direction.WRITE, 0x67, 16),
    SET_GSI_ROUTING(Direction.WRITE, 0x6a, 8),
    REINJECT_CONTROL(Direction.NONE, 0x71, 0),
    IRQFD(Direction.WRITE, 0x76, 32),
    CREATE_PIT2(Direction.WRITE, 0x77, 64),
    IOEVENTFD(Direction.WRITE, 0x79, 64),
    SET_CLOCK(Direction.WRITE, 0x7b, 48),
    GET_CLOCK(Direction.READ, 0x7c, 48),
    GET_PIT2(Direction.READ, 0x9f, 112),
    SET_PIT2(Direction.WRITE, 0xa0, 112),
    SIGNAL_MSI(Direction.WRITE, 0xa5, 32),

    RUN(Direction.NONE, 0x80, 0),
    GET_REGS(Direction.READ, 0x81, 144),
    SET_REGS(Direction.WRITE, 0x82, 144),
    GET_SREGS(Direction.READ, 0x83, 312),
    SET_SREGS(Direction.WRITE, 0x84, 312),
    GET_MSRS(Direction.READ_WRITE, 0x88, 8),
    SET_MSRS(Direction.WRITE, 0x89, 8),
    GET_LAPIC(Direction.READ, 0x8e, 1024),
    SET_LAPIC(Direction.WRITE, 0x8f, 1024),
    SET_CPUID2(Direction.WRITE, 0x90, 8),
    GET_MP_STATE(Direction.READ, 0x98, 4),
    SET_MP_STATE(Direction.WRITE, 0x99, 4),
    GET_VCPU_EVENTS(Direction.READ, 0x9f, 64),
    SET_VCPU_EVENTS(Direction.WRITE, 0xa0, 64),
    GET_DEBUGREGS(Direction.READ, 0xa1, 128),
    SET_DEBUGREGS(Direction.WRITE, 0xa2, 128),
    GET_XSAVE(Direction.READ, 0xa4, 4096),
    SET_XSAVE(Direction.WRITE, 0xa5, 4096),
    GET_XCRS(Direction.READ, 0xa6, 392),
    SET_XCRS(Direction.WRITE, 0xa7, 392),
    KVMCLOCK_CTRL(Direction.NONE, 0xad, 0),
    SET_DEVICE_ATTR(Direction.WRITE, 0xe1, 24),
    GET_DEVICE_ATTR(Direction.WRITE, 0xe2, 24),
    HAS_DEVICE_ATTR(Direction.WRITE, 0xe3, 24);

    private enum Direction {
        NONE(0),
        WRITE(1),
        READ(2),
        READ_WRITE(3);

        final long bits;

        Direction(long bits) {
            this.bits = bits;
        }
    }

    private static final long KVMIO = 0xae;

    /** The number to give to ioctl. */
    final long request;

    /** Bytes of the argument's fixed part. */
    final int size;

    KvmIoctl(Direction direction, int number, int size) {
        this.size = size;
        this.request = direction.bits << 30 | (long) size << 16 | KVMIO << 8 | number;
    }

    /** As the kernel's documentation writes it. */
    String title() {
        return "KVM_" + name();
    }
}
