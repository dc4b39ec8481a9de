package org.vitrine.engine.virtio.ring;

/**
 * Where a driver has put a queue, in guest-physical addresses (Virtual I/O Device 1.2, 2.6).
 *
 * @param index of the queue, from 0
 * @param size entries
 * @param descriptors the descriptor area
 * @param driver the driver area: the available ring, or the driver's event suppression
 * @param device the device area: the used ring, or the device's event suppression
 */
public record RingLayout(int index, int size, long descriptors, long driver, long device) {}
