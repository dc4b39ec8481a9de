package org.vitrine.engine.virtio;

/** What the PCI function does for the transport. Any thread; no method takes a lock of the transport's. */
interface PciLink {
    /** Whether the device may reach memory. */
    boolean busMaster();

    /** Whether the guest has enabled MSI-X. */
    boolean messages();

    /** How many MSI-X vectors there are. */
    int vectors();

    void message(int vector);

    /** Drives INTA#. */
    void pin(boolean asserted);
}
