package org.vitrine.engine.virtio;

/** Feature bits that belong to no device type (Virtual I/O Device 1.2, 6). */
final class VirtioFeature {
    /** VIRTIO_F_INDIRECT_DESC. */
    static final long INDIRECT_DESCRIPTORS = 1L << 28;
    /** VIRTIO_F_EVENT_IDX. */
    static final long EVENT_INDEX = 1L << 29;
    /** VIRTIO_F_VERSION_1: no driver of this transport goes without. */
    static final long VERSION_1 = 1L << 32;
    /** VIRTIO_F_RING_PACKED. */
    static final long PACKED_RING = 1L << 34;

    /** What the transport offers for every device. */
    static final long OFFERED = INDIRECT_DESCRIPTORS | EVENT_INDEX | VERSION_1 | PACKED_RING;

    private VirtioFeature() {}
}
