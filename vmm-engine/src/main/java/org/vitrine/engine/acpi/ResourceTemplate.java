package org.vitrine.engine.acpi;

/** Lists the resources of a device (ACPI 6.5, 6.4). The order of the calls is that of the descriptors. */
final class ResourceTemplate {
    private static final int END_TAG = 0x79;
    private static final int MIN_AND_MAX_FIXED = 0b1100;

    private final AmlWriter out = new AmlWriter();

    /** What an address space descriptor spans (ACPI 6.5, 6.4.3.5). */
    private enum Space {
        MEMORY,
        IO,
        BUS
    }

    /** How a memory window may be used; the ordinal is its encoding (ACPI 6.5, 6.4.3.5.5). */
    enum Caching {
        NON_CACHEABLE,
        CACHEABLE,
        WRITE_COMBINING,
        PREFETCHABLE
    }

    /** Ports that are decoded with all 16 bits. */
    ResourceTemplate io(int base, int length) {
        out.u8(0x47).u8(1).u16(base).u16(base).u8(1).u8(length);
        return this;
    }

    /** An edge-triggered, active-high ISA interrupt. */
    ResourceTemplate irqNoFlags(int irq) {
        out.u8(0x22).u16(1 << irq);
        return this;
    }

    ResourceTemplate memory32Fixed(long base, long length) {
        out.u8(0x86).u16(9).u8(1).u32((int) base).u32((int) length);
        return this;
    }

    /** Level-triggered, active-high, shared interrupts, of which the device uses one. */
    ResourceTemplate interrupt(int... gsis) {
        out.u8(0x89).u16(2 + 4 * gsis.length).u8(0b1001).u8(gsis.length);
        for (int gsi : gsis) {
            out.u32(gsi);
        }
        return this;
    }

    /** Bus numbers that a bridge hands on, both ends included. */
    ResourceTemplate wordBusNumber(int first, int last) {
        return word(Space.BUS, 0, first, last);
    }

    /** Ports that a bridge hands on, both ends included. */
    ResourceTemplate wordIo(int first, int last) {
        return word(Space.IO, 0b11, first, last);
    }

    private ResourceTemplate word(Space space, int flags, int first, int last) {
        out.u8(0x88)
                .u16(13)
                .u8(space.ordinal())
                .u8(MIN_AND_MAX_FIXED)
                .u8(flags)
                .u16(0)
                .u16(first)
                .u16(last)
                .u16(0)
                .u16(last - first + 1);
        return this;
    }

    /** Memory that a bridge hands on, both ends included. */
    ResourceTemplate dwordMemory(Caching caching, long first, long last) {
        out.u8(0x87)
                .u16(23)
                .u8(Space.MEMORY.ordinal())
                .u8(MIN_AND_MAX_FIXED)
                .u8(caching.ordinal() << 1 | 1)
                .u32(0)
                .u32((int) first)
                .u32((int) last)
                .u32(0)
                .u32((int) (last - first + 1));
        return this;
    }

    /** Memory that a bridge hands on, both ends included. */
    ResourceTemplate qwordMemory(Caching caching, long first, long last) {
        out.u8(0x8a)
                .u16(43)
                .u8(Space.MEMORY.ordinal())
                .u8(MIN_AND_MAX_FIXED)
                .u8(caching.ordinal() << 1 | 1)
                .u64(0)
                .u64(first)
                .u64(last)
                .u64(0)
                .u64(last - first + 1);
        return this;
    }

    /** The template as a buffer; it ends here. */
    Expression build() {
        byte[] descriptors = out.u8(END_TAG).u8(0).toByteArray();
        return Aml.buffer(descriptors);
    }
}
