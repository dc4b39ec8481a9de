package org.vitrine.engine.pci;

/** Registers of the PCI Express capability, relative to it (PCI Express Base 5.0, 7.5.3). */
enum ExpressRegister {
    CAPABILITIES(0x02, 2),
    DEVICE_CAPABILITIES(0x04, 4),
    DEVICE_CONTROL(0x08, 2),
    DEVICE_STATUS(0x0a, 2),
    LINK_CAPABILITIES(0x0c, 4),
    LINK_CONTROL(0x10, 2),
    LINK_STATUS(0x12, 2),
    SLOT_CAPABILITIES(0x14, 4),
    SLOT_CONTROL(0x18, 2),
    SLOT_STATUS(0x1a, 2),
    ROOT_CONTROL(0x1c, 2),
    LINK_CAPABILITIES_2(0x2c, 4),
    LINK_CONTROL_2(0x30, 2);

    /** Bytes of the whole capability, version 2. */
    static final int LENGTH = 0x3c;

    final int offset;
    final int size;

    ExpressRegister(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }
}
