package org.vitrine.engine.nvme;

import java.io.Serial;

/** A command that ends with an error: the guest's fault, not a fault of ours. */
final class CommandException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Status status;

    CommandException(Status status) {
        super(status.name(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
