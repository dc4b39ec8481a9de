package org.vitrine.engine.pci;

/** Bits of the command register (PCI Local Bus 3.0, 6.2.2). */
enum CommandBit {
    IO_SPACE(0x0001),
    MEMORY_SPACE(0x0002),
    BUS_MASTER(0x0004),
    PARITY_ERROR_RESPONSE(0x0040),
    SERR_ENABLE(0x0100),
    INTERRUPT_DISABLE(0x0400);

    final int mask;

    CommandBit(int mask) {
        this.mask = mask;
    }

    boolean in(int command) {
        return (command & mask) != 0;
    }
}
