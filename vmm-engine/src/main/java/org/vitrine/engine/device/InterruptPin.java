package org.vitrine.engine.device;

/**
 * A level on a wire that ends at an interrupt controller. Any thread; a leaf in the lock order, so it may be driven
 * under a device's own lock. Setting the level it already has is cheap and has no effect.
 */
public interface InterruptPin {
    void set(boolean asserted);

    default void raise() {
        set(true);
    }

    default void lower() {
        set(false);
    }

    /** An edge: up and down again. */
    default void pulse() {
        set(true);
        set(false);
    }

    /** A pin that leads nowhere. */
    InterruptPin UNCONNECTED = asserted -> {};
}
