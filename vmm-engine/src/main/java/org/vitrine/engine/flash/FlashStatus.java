package org.vitrine.engine.flash;

/** Bits of the status register (Intel 28FxxxJ3A datasheet, "Status Register"). */
final class FlashStatus {
    /** SR.7: the write state machine is ready. */
    static final int READY = 1 << 7;
    /** SR.5: an erase failed; with {@link #PROGRAM_ERROR} the command sequence was wrong. */
    static final int ERASE_ERROR = 1 << 5;
    /** SR.4: programming failed. */
    static final int PROGRAM_ERROR = 1 << 4;
    /** SR.1: the block is locked. */
    static final int PROTECTED = 1 << 1;

    static final int SEQUENCE_ERROR = ERASE_ERROR | PROGRAM_ERROR;
    static final int ALL = READY | ERASE_ERROR | PROGRAM_ERROR | PROTECTED;

    private FlashStatus() {}
}
