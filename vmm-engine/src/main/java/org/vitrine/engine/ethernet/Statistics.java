package org.vitrine.engine.ethernet;

/** The counters among the registers (82574 datasheet, 10.2.7): dwords from 0x4000, some pairs of which are one number. Guarded by the controller. */
final class Statistics {
    static final int COUNT = 75;

    private static final int MISSED = index(0x4010);
    private static final int GOOD_RECEIVED = index(0x4074);
    private static final int BROADCASTS_RECEIVED = index(0x4078);
    private static final int MULTICASTS_RECEIVED = index(0x407c);
    private static final int GOOD_SENT = index(0x4080);
    private static final int GOOD_OCTETS_RECEIVED = index(0x4088);
    private static final int GOOD_OCTETS_SENT = index(0x4090);
    private static final int OCTETS_RECEIVED = index(0x40c0);
    private static final int OCTETS_SENT = index(0x40c8);
    private static final int RECEIVED = index(0x40d0);
    private static final int SENT = index(0x40d4);
    private static final int MULTICASTS_SENT = index(0x40f0);
    private static final int BROADCASTS_SENT = index(0x40f4);

    private static final int EVERYBODY = 0xff;

    private final int[] registers;
    private final int first;

    /** @param registers all of the controller's, the first counter at {@code first} */
    Statistics(int[] registers, int first) {
        this.registers = registers;
        this.first = first;
    }

    private static int index(int offset) {
        return (offset - 0x4000) / Integer.BYTES;
    }

    /** @param firstOctet of the frame's destination @param good whether it could be sent */
    void sent(int firstOctet, int octets, boolean good) {
        count(SENT);
        add(OCTETS_SENT, octets);
        if (good) {
            count(GOOD_SENT);
            add(GOOD_OCTETS_SENT, octets);
            countGroup(firstOctet, BROADCASTS_SENT, MULTICASTS_SENT);
        }
    }

    /** @param firstOctet of the frame's destination */
    void received(int firstOctet, int octets) {
        count(RECEIVED);
        count(GOOD_RECEIVED);
        add(OCTETS_RECEIVED, octets);
        add(GOOD_OCTETS_RECEIVED, octets);
        countGroup(firstOctet, BROADCASTS_RECEIVED, MULTICASTS_RECEIVED);
    }

    /** A frame was lost for want of descriptors. */
    void missed() {
        count(MISSED);
    }

    private void countGroup(int firstOctet, int broadcasts, int multicasts) {
        if (firstOctet == EVERYBODY) {
            count(broadcasts);
        } else if ((firstOctet & 1) != 0) {
            count(multicasts);
        }
    }

    private void count(int counter) {
        registers[first + counter]++;
    }

    /** To a counter of 64 bits. */
    private void add(int counter, int more) {
        int low = first + counter;
        long sum = (registers[low] & 0xffff_ffffL) + more;
        registers[low] = (int) sum;
        registers[low + 1] += (int) (sum >>> Integer.SIZE);
    }

    /** Its value, which is 0 from then on. @param counter from 0 */
    int read(int counter) {
        int value = registers[first + counter];
        registers[first + counter] = 0;
        return value;
    }
}
