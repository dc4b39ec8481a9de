package org.vitrine.engine.nvme;

/** How a command ended (NVM Express 1.4, 4.6.1). */
enum Status {
    SUCCESS(0, 0x00),
    INVALID_OPCODE(0, 0x01),
    INVALID_FIELD(0, 0x02),
    DATA_TRANSFER_ERROR(0, 0x04),
    INTERNAL_ERROR(0, 0x06),
    ABORT_REQUESTED(0, 0x07),
    SUBMISSION_QUEUE_DELETED(0, 0x08),
    INVALID_NAMESPACE(0, 0x0b),
    COMMAND_SEQUENCE_ERROR(0, 0x0c),
    PRP_OFFSET_INVALID(0, 0x13),
    WRITE_PROTECTED(0, 0x20),
    LBA_OUT_OF_RANGE(0, 0x80),

    COMPLETION_QUEUE_INVALID(1, 0x00),
    INVALID_QUEUE_IDENTIFIER(1, 0x01),
    INVALID_QUEUE_SIZE(1, 0x02),
    EVENT_REQUEST_LIMIT_EXCEEDED(1, 0x05),
    INVALID_INTERRUPT_VECTOR(1, 0x08),
    INVALID_LOG_PAGE(1, 0x09),
    INVALID_QUEUE_DELETION(1, 0x0c),
    FEATURE_NOT_SAVEABLE(1, 0x0d),
    FEATURE_NOT_CHANGEABLE(1, 0x0e);

    private static final int DO_NOT_RETRY = 0x4000;

    private final int type;
    private final int code;

    /** @param type 0: generic, 1: specific to the command */
    Status(int type, int code) {
        this.type = type;
        this.code = code;
    }

    boolean failed() {
        return this != SUCCESS;
    }

    /** The status field without its phase tag, 15 bits. What was aborted is worth another try, other failures are not. */
    int field() {
        boolean final_ = failed() && this != ABORT_REQUESTED && this != SUBMISSION_QUEUE_DELETED;
        return code | type << 8 | (final_ ? DO_NOT_RETRY : 0);
    }
}
