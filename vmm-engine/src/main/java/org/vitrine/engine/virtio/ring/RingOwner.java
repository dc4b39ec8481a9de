package org.vitrine.engine.virtio.ring;

/** Whose a queue is. Any thread; called without the queue's lock. */
public interface RingOwner {
    /** The driver wants to hear that buffers of a queue were used. */
    void used(int queue);

    /** All that was popped from a queue has been pushed and published. */
    void idle();

    /** The driver has put something into a queue that cannot be, or its memory is none. @param why a clause */
    void broken(String why);
}
