package org.vitrine.engine.nvme;

import org.vitrine.engine.device.RegisterMap;

/** The registers behind BAR 0 (NVM Express 1.4, 3.1). What is not named here reads as zero. */
enum NvmeRegister implements RegisterMap.Register {
    /** CAP. */
    CAPABILITIES(0x00, 8),
    /** VS. */
    VERSION(0x08, 4),
    /** INTMS. */
    INTERRUPT_MASK_SET(0x0c, 4),
    /** INTMC. */
    INTERRUPT_MASK_CLEAR(0x10, 4),
    /** CC. */
    CONFIGURATION(0x14, 4),
    /** CSTS. */
    STATUS(0x1c, 4),
    /** AQA. */
    ADMIN_QUEUE_ATTRIBUTES(0x24, 4),
    /** ASQ. */
    ADMIN_SUBMISSION_QUEUE(0x28, 8),
    /** ACQ. */
    ADMIN_COMPLETION_QUEUE(0x30, 8),
    /** SQyTDBL and CQyHDBL in turn, the stride being 4 bytes. */
    DOORBELL(0x1000, 4);

    private final int offset;
    private final int width;

    NvmeRegister(int offset, int width) {
        this.offset = offset;
        this.width = width;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int count() {
        return this == DOORBELL ? 2 * Queues.COUNT : 1;
    }
}
