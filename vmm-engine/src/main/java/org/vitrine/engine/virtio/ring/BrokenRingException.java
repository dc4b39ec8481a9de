package org.vitrine.engine.virtio.ring;

/** The driver has put something into a ring that cannot be. The message is a clause. */
final class BrokenRingException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenRingException(String why) {
        super(why, null, false, false);
    }
}
