package org.vitrine.engine.chipset;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;

/** A bounded first-in first-out queue of bytes. Allocates nothing after construction; its owner locks. */
final class ByteQueue {
    private final byte[] ring;
    private int head;
    private int size;

    ByteQueue(int capacity) {
        ring = new byte[capacity];
    }

    int size() {
        return size;
    }

    int free() {
        return ring.length - size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** @return false if it is full; then the value is lost */
    boolean add(int value) {
        if (size == ring.length) {
            return false;
        }
        ring[(head + size++) % ring.length] = (byte) value;
        return true;
    }

    /** The oldest byte, 0 to 255, which stays. Only if it is not empty. */
    int peek() {
        return ring[head] & 0xff;
    }

    /** Takes the oldest byte, 0 to 255. Only if it is not empty. */
    int take() {
        int value = ring[head] & 0xff;
        head = (head + 1) % ring.length;
        size--;
        return value;
    }

    void clear() {
        head = 0;
        size = 0;
    }

    /** What {@link #take} would answer one after the other. */
    byte[] toByteArray() {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = ring[(head + i) % ring.length];
        }
        return content;
    }

    /** Replaces the content by a saved one. */
    void load(StateReader in, String name) throws StateException {
        byte[] content = in.getBytes(name, ring.length);
        clear();
        for (byte value : content) {
            add(value);
        }
    }
}
