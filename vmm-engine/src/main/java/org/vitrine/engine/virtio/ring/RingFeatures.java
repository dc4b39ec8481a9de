package org.vitrine.engine.virtio.ring;

/**
 * What was negotiated about queues (Virtual I/O Device 1.2, 6).
 *
 * @param packed VIRTIO_F_RING_PACKED
 * @param indirect VIRTIO_F_INDIRECT_DESC
 * @param eventIndex VIRTIO_F_EVENT_IDX
 */
public record RingFeatures(boolean packed, boolean indirect, boolean eventIndex) {}
