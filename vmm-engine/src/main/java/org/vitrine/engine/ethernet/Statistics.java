package org.vitrine.engine.ethernet;

/** Places of the counters among the statistics registers (82574 datasheet, 10.2.7): dwords from 0x4000. A counter is cleared when it is read. */
final class Statistics {
    static final int COUNT = 75;

    /** Frames lost for want of descriptors. */
    static final int MISSED = index(0x4010);

    static final int GOOD_RECEIVED = index(0x4074);
    static final int BROADCASTS_RECEIVED = index(0x4078);
    static final int MULTICASTS_RECEIVED = index(0x407c);
    static final int GOOD_SENT = index(0x4080);
    /** Octets of good frames, 64 bits. */
    static final int GOOD_OCTETS_RECEIVED = index(0x4088);

    static final int GOOD_OCTETS_SENT = index(0x4090);
    static final int OCTETS_RECEIVED = index(0x40c0);
    static final int OCTETS_SENT = index(0x40c8);
    static final int RECEIVED = index(0x40d0);
    static final int SENT = index(0x40d4);
    static final int MULTICASTS_SENT = index(0x40f0);
    static final int BROADCASTS_SENT = index(0x40f4);

    private Statistics() {}

    private static int index(int offset) {
        return (offset - 0x4000) / Integer.BYTES;
    }
}
