package org.vitrine.engine.nvme;

/** What a controller needs of the bus that it sits on. Any thread; each is a leaf in the lock order. */
interface NvmeBus {
    /** Whether the controller may access memory now. */
    boolean busMaster();

    /** Whether the guest has chosen interrupt messages over the pin. */
    boolean messages();

    /** Sends an interrupt message. */
    void message(int vector);

    /** Drives the interrupt line. */
    void interrupt(boolean asserted);
}
