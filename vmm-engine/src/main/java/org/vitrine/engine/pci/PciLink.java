package org.vitrine.engine.pci;

/** What a device model needs of the PCI function that it is behind. Any thread, under any lock of the model's: each is a leaf in the lock order. */
public interface PciLink {
    /** Whether the model may access memory now (Bus Master Enable). */
    boolean busMaster();

    /** Whether the guest has chosen interrupt messages, MSI or MSI-X, over the pin. */
    boolean messages();

    /** Sends an interrupt message; nothing happens if the guest wants none. */
    void message(int vector);

    /** Drives INTA#, which is silent while the guest has messages. */
    void pin(boolean asserted);
}
