package org.vitrine.engine.virtio.net;

import org.vitrine.engine.net.ReceiveOffload;

/** Feature bits of a network interface (Virtual I/O Device 1.2, 5.1.3). */
final class NetFeature {
    static final long CSUM = 1;
    static final long GUEST_CSUM = 1L << 1;
    static final long MAC = 1L << 5;
    static final long GUEST_TSO4 = 1L << 7;
    static final long GUEST_TSO6 = 1L << 8;
    static final long GUEST_ECN = 1L << 9;
    static final long HOST_TSO4 = 1L << 11;
    static final long HOST_TSO6 = 1L << 12;
    static final long HOST_ECN = 1L << 13;
    static final long MRG_RXBUF = 1L << 15;
    static final long STATUS = 1L << 16;
    static final long CTRL_VQ = 1L << 17;
    static final long CTRL_RX = 1L << 18;
    static final long CTRL_VLAN = 1L << 19;
    static final long CTRL_RX_EXTRA = 1L << 20;
    static final long MQ = 1L << 22;
    static final long CTRL_MAC_ADDR = 1L << 23;

    /** Those that are offered. What a back end cannot do is done for it, so they do not depend on it. */
    static final long OFFERED = CSUM
            | GUEST_CSUM
            | MAC
            | GUEST_TSO4
            | GUEST_TSO6
            | GUEST_ECN
            | HOST_TSO4
            | HOST_TSO6
            | HOST_ECN
            | MRG_RXBUF
            | STATUS
            | CTRL_VQ
            | CTRL_RX
            | CTRL_VLAN
            | CTRL_RX_EXTRA
            | MQ
            | CTRL_MAC_ADDR;

    private static final long NEED_CONTROL = CTRL_RX | CTRL_VLAN | CTRL_RX_EXTRA | MQ | CTRL_MAC_ADDR;
    private static final long NEED_CSUM = HOST_TSO4 | HOST_TSO6;
    private static final long NEED_GUEST_CSUM = GUEST_TSO4 | GUEST_TSO6;

    private NetFeature() {}

    /** What the frames may ask for that the driver receives. */
    static ReceiveOffload receives(long negotiated) {
        return new ReceiveOffload(
                (negotiated & GUEST_CSUM) != 0,
                (negotiated & GUEST_TSO4) != 0,
                (negotiated & GUEST_TSO6) != 0,
                (negotiated & GUEST_ECN) != 0);
    }

    /** Whether each has what it needs (5.1.3.1). */
    static boolean fit(long negotiated) {
        return ((negotiated & NEED_CONTROL) == 0 || (negotiated & CTRL_VQ) != 0)
                && ((negotiated & NEED_CSUM) == 0 || (negotiated & CSUM) != 0)
                && ((negotiated & HOST_ECN) == 0 || (negotiated & NEED_CSUM) != 0)
                && ((negotiated & NEED_GUEST_CSUM) == 0 || (negotiated & GUEST_CSUM) != 0)
                && ((negotiated & GUEST_ECN) == 0 || (negotiated & NEED_GUEST_CSUM) != 0);
    }
}
