package org.vitrine.engine.machine;

/**
 * Where a disk, CD-ROM drive or network interface hangs.
 *
 * @param number of the AHCI port from 0, of the device on bus 0, or of the PCI Express slot from 1
 */
record Place(Kind kind, int number) {
    enum Kind {
        AHCI_PORT,
        /** Function 0 of a device on bus 0: there from power-on to the end. */
        BUS_0,
        ROOT_PORT
    }

    static Place ahciPort(int port) {
        return new Place(Kind.AHCI_PORT, port);
    }

    static Place rootPort(int slot) {
        return new Place(Kind.ROOT_PORT, slot);
    }

    /** The bus that a device is there, by the name that QEMU gives it. */
    String bus() {
        return switch (kind) {
            case AHCI_PORT -> "ide." + number;
            case BUS_0 -> "pcie.0";
            case ROOT_PORT -> "pcie" + number;
        };
    }
}
