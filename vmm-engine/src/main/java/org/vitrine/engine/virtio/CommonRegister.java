package org.vitrine.engine.virtio;

import org.vitrine.engine.device.RegisterMap;

/** The common configuration structure (Virtual I/O Device 1.2, 4.1.4.3). */
enum CommonRegister implements RegisterMap.Register {
    DEVICE_FEATURE_SELECT(0x00, 4),
    DEVICE_FEATURE(0x04, 4),
    DRIVER_FEATURE_SELECT(0x08, 4),
    DRIVER_FEATURE(0x0c, 4),
    CONFIG_VECTOR(0x10, 2),
    QUEUE_COUNT(0x12, 2),
    DEVICE_STATUS(0x14, 1),
    CONFIG_GENERATION(0x15, 1),
    QUEUE_SELECT(0x16, 2),
    QUEUE_SIZE(0x18, 2),
    QUEUE_VECTOR(0x1a, 2),
    QUEUE_ENABLE(0x1c, 2),
    QUEUE_NOTIFY_OFFSET(0x1e, 2),
    QUEUE_DESCRIPTORS(0x20, 8),
    QUEUE_DRIVER(0x28, 8),
    QUEUE_DEVICE(0x30, 8);

    /** Bytes of the structure. */
    static final int LENGTH = 0x38;

    private final int offset;
    private final int width;

    CommonRegister(int offset, int width) {
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
}
