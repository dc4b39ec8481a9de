package org.vitrine.engine.ethernet;

/** Causes of interrupts: bits of ICR, ICS, IMS and IMC (82574 datasheet, 10.2.4.1). */
final class Cause {
    static final int TRANSMIT_WRITTEN_BACK = 1;
    static final int TRANSMIT_QUEUE_EMPTY = 1 << 1;
    static final int LINK_CHANGE = 1 << 2;
    static final int RECEIVE_MINIMUM = 1 << 4;
    static final int RECEIVE_TIMER = 1 << 7;
    static final int MDIO_COMPLETE = 1 << 9;
    static final int RECEIVE_QUEUE_0 = 1 << 20;
    static final int TRANSMIT_QUEUE_0 = 1 << 22;
    static final int OTHER = 1 << 24;
    /** Whether any unmasked cause is pending; not a cause itself. */
    static final int ASSERTED = 1 << 31;

    /** Causes that have a vector of their own, the lowest first: receive queues, transmit queues, other. */
    static final int FIRST_VECTORED = 20;

    static final int VECTORED_COUNT = 5;
    /** What {@link #OTHER} stands for. */
    static final int OTHERS = LINK_CHANGE | MDIO_COMPLETE;

    private Cause() {}
}
