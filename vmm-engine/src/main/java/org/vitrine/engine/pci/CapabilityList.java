package org.vitrine.engine.pci;

/** The linked list of capabilities in the first 256 bytes (PCI Local Bus 3.0, 6.7), in the order of declaration. */
final class CapabilityList {
    private static final int FIRST = 0x40;
    private static final int STATUS_HAS_CAPABILITIES = 0x10;

    private final ConfigSpace config;
    private int linkAt = PciRegister.CAPABILITIES.offset;
    private int free = FIRST;

    CapabilityList(ConfigSpace config) {
        this.config = config;
    }

    /** Adds behind all others. @return where it is */
    int add(int id, int length) {
        return addAt(id, free, length);
    }

    /** Adds at a fixed place, which is dword-aligned and free. */
    int addAt(int id, int offset, int length) {
        if ((offset & 3) != 0 || offset < FIRST || offset + length > ConfigSpace.CONVENTIONAL) {
            throw new IllegalArgumentException("no capability of %d bytes at %#x".formatted(length, offset));
        }
        config.define(linkAt, 1, offset);
        config.define(offset, 2, id);
        linkAt = offset + 1;
        free = Math.max(free, (offset + length + 3) & ~3);
        config.define(PciRegister.STATUS, config.read(PciRegister.STATUS) | STATUS_HAS_CAPABILITIES);
        return offset;
    }
}
