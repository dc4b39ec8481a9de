package org.vitrine.engine.ata;

import java.util.Arrays;

/** What a drive answers to a packet command. */
sealed interface Reply {
    /** Done; nothing to send. */
    Reply GOOD = new Data(new byte[0]);

    /** Done, with bytes to send. */
    record Data(byte[] bytes) implements Reply {}

    /**
     * Done, with user data to send. Whoever gets it closes the hold when the data is sent.
     *
     * @param first sector
     * @param count of sectors, all of them on the disc, from 1
     */
    record Sectors(DiscHold disc, long first, long count) implements Reply {}

    /** Not done; the sense is kept for REQUEST SENSE. */
    record Failed(Sense sense) implements Reply {}

    /** Bytes, as far as the guest has room for them. */
    static Reply data(byte[] bytes, long allocationLength) {
        return new Data(allocationLength < bytes.length ? Arrays.copyOf(bytes, (int) allocationLength) : bytes);
    }
}
