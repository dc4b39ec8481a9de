package org.vitrine.engine.virtio.block;

/** A request that the driver may not make. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RequestStatus status;

    RefusedException(RequestStatus status) {
        super(status.name(), null, false, false);
        this.status = status;
    }

    RequestStatus status() {
        return status;
    }
}
