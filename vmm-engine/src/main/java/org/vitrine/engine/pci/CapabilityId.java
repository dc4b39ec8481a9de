package org.vitrine.engine.pci;

/** Capability IDs (PCI Code and ID Assignment 1.11, 2). */
enum CapabilityId {
    MSI(0x05),
    PCI_EXPRESS(0x10),
    MSI_X(0x11);

    final int id;

    CapabilityId(int id) {
        this.id = id;
    }
}
