package org.vitrine.engine.nvme;

/** The fields of the controller configuration register, CC (NVM Express 1.4, 3.1.5). */
final class Configuration {
    /** Log2 of a submission queue entry's size. */
    static final int SUBMISSION_ENTRY_SIZE = 6;
    /** Log2 of a completion queue entry's size. */
    static final int COMPLETION_ENTRY_SIZE = 4;
    /** The bits that are not reserved. */
    static final int WRITABLE = 0x00ff_fff1;

    private Configuration() {}

    /** CC.EN. */
    static boolean enabled(int value) {
        return (value & 1) != 0;
    }

    /** CC.SHN: whether the guest announces that it shuts down. */
    static boolean shutdown(int value) {
        return (value & 0xc000) != 0;
    }

    /** Whether the NVM command set, pages of 4 KiB and round robin arbitration are selected, the only ones there are. */
    static boolean supported(int value) {
        return (value & 0x3ff0) == 0;
    }

    /** Whether CC.IOSQES is set as it must be before an I/O submission queue is made. */
    static boolean submissionEntries(int value) {
        return (value >>> 16 & 0xf) == SUBMISSION_ENTRY_SIZE;
    }

    /** Whether CC.IOCQES is set as it must be before an I/O completion queue is made. */
    static boolean completionEntries(int value) {
        return (value >>> 20 & 0xf) == COMPLETION_ENTRY_SIZE;
    }
}
