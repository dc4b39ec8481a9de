package org.vitrine.engine.pci;

/** The PCI Express capability of a function (PCI Express Base 5.0, 7.5.3): a link of four lanes at 8 GT/s, except on bus 0. */
final class ExpressCapability {
    /** What kind of port a function is. */
    enum PortType {
        ENDPOINT(0),
        ROOT_PORT(4),
        ROOT_COMPLEX_ENDPOINT(9);

        private final int code;

        PortType(int code) {
            this.code = code;
        }
    }

    /** Link control: the port's end takes the link down. */
    static final int LINK_DISABLE = 0x10;
    /** Link status: the data link layer is up. */
    static final int LINK_ACTIVE = 0x2000;

    private static final int VERSION = 2;
    private static final int SLOT_IMPLEMENTED = 0x100;
    private static final int ROLE_BASED_ERRORS = 0x8000;
    private static final int DEVICE_CONTROL_RESET = 0x2810;
    private static final int DEVICE_CONTROL_WRITABLE = 0x791f;
    private static final int DEVICE_STATUS_ERRORS = 0x000f;
    private static final int SPEED_8_GT = 3;
    private static final int SPEEDS_UP_TO_8_GT = 0x0e;
    private static final int LANES = 4 << 4;
    private static final int REPORTS_LINK_ACTIVE = 1 << 20;
    private static final int PORT_NUMBER_SHIFT = 24;
    private static final int COMMON_CLOCK_AND_EXTENDED_SYNCH = 0xc0;
    private static final int TARGET_SPEED = 0x0f;

    private final ConfigSpace config;
    private final int base;

    ExpressCapability(ConfigSpace config, int base) {
        this.config = config;
        this.base = base;
        define(ExpressRegister.DEVICE_CAPABILITIES, ROLE_BASED_ERRORS);
        define(ExpressRegister.DEVICE_CONTROL, DEVICE_CONTROL_RESET);
        writable(ExpressRegister.DEVICE_CONTROL, DEVICE_CONTROL_WRITABLE);
        clearable(ExpressRegister.DEVICE_STATUS, DEVICE_STATUS_ERRORS);
    }

    /** Declares an endpoint, which has a link unless it is part of the root complex. */
    void endpoint(boolean onBus0) {
        PortType type = onBus0 ? PortType.ROOT_COMPLEX_ENDPOINT : PortType.ENDPOINT;
        define(ExpressRegister.CAPABILITIES, VERSION | type.code << 4);
        if (!onBus0) {
            link(0);
            define(ExpressRegister.LINK_STATUS, SPEED_8_GT | LANES);
        }
    }

    /** Declares a root port with a slot. @param number of the port and of its physical slot */
    void rootPort(int number) {
        define(ExpressRegister.CAPABILITIES, VERSION | PortType.ROOT_PORT.code << 4 | SLOT_IMPLEMENTED);
        link(REPORTS_LINK_ACTIVE | number << PORT_NUMBER_SHIFT);
        writable(ExpressRegister.LINK_CONTROL, COMMON_CLOCK_AND_EXTENDED_SYNCH | LINK_DISABLE);
        owned(ExpressRegister.LINK_STATUS, LINK_ACTIVE | SPEED_8_GT | LANES);
    }

    private void link(int more) {
        define(ExpressRegister.LINK_CAPABILITIES, SPEED_8_GT | LANES | more);
        define(ExpressRegister.LINK_CAPABILITIES_2, SPEEDS_UP_TO_8_GT);
        define(ExpressRegister.LINK_CONTROL_2, SPEED_8_GT);
        writable(ExpressRegister.LINK_CONTROL, COMMON_CLOCK_AND_EXTENDED_SYNCH);
        writable(ExpressRegister.LINK_CONTROL_2, TARGET_SPEED);
    }

    /** Shows a root port's link as up or down. */
    void linkActive(boolean active) {
        update(
                ExpressRegister.LINK_STATUS,
                LINK_ACTIVE | SPEED_8_GT | LANES,
                active ? LINK_ACTIVE | SPEED_8_GT | LANES : 0);
    }

    boolean linkActive() {
        return (get(ExpressRegister.LINK_STATUS) & LINK_ACTIVE) != 0;
    }

    boolean linkDisabled() {
        return (get(ExpressRegister.LINK_CONTROL) & LINK_DISABLE) != 0;
    }

    boolean touches(ExpressRegister register, int from, int length) {
        int at = base + register.offset;
        return from < at + register.size && at < from + length;
    }

    int get(ExpressRegister register) {
        return config.read(base + register.offset, register.size);
    }

    void update(ExpressRegister register, int mask, int value) {
        config.update(base + register.offset, register.size, mask, value);
    }

    void define(ExpressRegister register, int value) {
        config.define(base + register.offset, register.size, value);
    }

    void writable(ExpressRegister register, int mask) {
        config.writable(base + register.offset, register.size, mask);
    }

    void clearable(ExpressRegister register, int mask) {
        config.clearable(base + register.offset, register.size, mask);
    }

    void owned(ExpressRegister register, int mask) {
        config.owned(base + register.offset, register.size, mask);
    }
}
