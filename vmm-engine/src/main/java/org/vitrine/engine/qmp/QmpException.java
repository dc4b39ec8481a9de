package org.vitrine.engine.qmp;

import java.io.Serial;

/** A command was refused; the message is a sentence for people. */
public final class QmpException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final QmpErrorClass errorClass;

    public QmpException(QmpErrorClass errorClass, String description) {
        super(description);
        this.errorClass = errorClass;
    }

    public QmpException(QmpErrorClass errorClass, String description, Throwable cause) {
        super(description, cause);
        this.errorClass = errorClass;
    }

    /** A {@code GenericError}, which is what most errors are. */
    public static QmpException generic(String description) {
        return new QmpException(QmpErrorClass.GENERIC_ERROR, description);
    }

    public QmpErrorClass errorClass() {
        return errorClass;
    }
}
