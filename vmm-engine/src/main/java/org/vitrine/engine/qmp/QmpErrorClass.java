package org.vitrine.engine.qmp;

/** What kind of error a reply names: QAPI's {@code QapiErrorClass}. */
public enum QmpErrorClass {
    GENERIC_ERROR("GenericError"),
    COMMAND_NOT_FOUND("CommandNotFound"),
    DEVICE_NOT_ACTIVE("DeviceNotActive"),
    DEVICE_NOT_FOUND("DeviceNotFound"),
    KVM_MISSING_CAP("KVMMissingCap");

    private final String wireName;

    QmpErrorClass(String wireName) {
        this.wireName = wireName;
    }

    /** Its name in the protocol, such as {@code "GenericError"}. */
    public String wireName() {
        return wireName;
    }

    /** The class of a name; {@link #GENERIC_ERROR} for names that are not known, as the protocol asks of clients. */
    public static QmpErrorClass of(String wireName) {
        for (QmpErrorClass errorClass : values()) {
            if (errorClass.wireName.equals(wireName)) {
                return errorClass;
            }
        }
        return GENERIC_ERROR;
    }
}
