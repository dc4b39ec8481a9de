package org.vitrine.engine.ata;

/** What an HBA needs of the bus that it sits on. Any thread; called under the HBA's lock, so each is a leaf. */
interface HbaBus {
    /** Whether the HBA may access memory now. */
    boolean busMaster();

    /** Drives the interrupt line. */
    void interrupt(boolean asserted);

    /** Sends the interrupt message, if the guest wants messages. */
    void message();
}
