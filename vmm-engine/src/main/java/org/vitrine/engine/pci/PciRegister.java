package org.vitrine.engine.pci;

/** The registers of a configuration space header (PCI Local Bus 3.0, 6.1; PCI-to-PCI Bridge 1.2, 3.2). */
enum PciRegister {
    VENDOR_ID(0x00, 2),
    DEVICE_ID(0x02, 2),
    COMMAND(0x04, 2),
    STATUS(0x06, 2),
    REVISION_ID(0x08, 1),
    /** Programming interface, sub-class, base class, from the low byte up. */
    CLASS_CODE(0x09, 3),
    CACHE_LINE_SIZE(0x0c, 1),
    LATENCY_TIMER(0x0d, 1),
    HEADER_TYPE(0x0e, 1),
    /** The first of six BARs, or of two in a bridge. */
    BASE_ADDRESS(0x10, 4),
    SUBSYSTEM_VENDOR_ID(0x2c, 2),
    SUBSYSTEM_ID(0x2e, 2),
    EXPANSION_ROM(0x30, 4),
    CAPABILITIES(0x34, 1),
    INTERRUPT_LINE(0x3c, 1),
    INTERRUPT_PIN(0x3d, 1),

    PRIMARY_BUS(0x18, 1),
    SECONDARY_BUS(0x19, 1),
    SUBORDINATE_BUS(0x1a, 1),
    IO_BASE(0x1c, 1),
    IO_LIMIT(0x1d, 1),
    SECONDARY_STATUS(0x1e, 2),
    MEMORY_BASE(0x20, 2),
    MEMORY_LIMIT(0x22, 2),
    PREFETCHABLE_BASE(0x24, 2),
    PREFETCHABLE_LIMIT(0x26, 2),
    PREFETCHABLE_BASE_UPPER(0x28, 4),
    PREFETCHABLE_LIMIT_UPPER(0x2c, 4),
    BRIDGE_EXPANSION_ROM(0x38, 4),
    BRIDGE_CONTROL(0x3e, 2);

    final int offset;
    final int size;

    PciRegister(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }

    /** Whether an access of {@code length} bytes at {@code from} touches the register. */
    boolean touchedBy(int from, int length) {
        return from < offset + size && offset < from + length;
    }
}
