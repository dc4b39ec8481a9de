package org.vitrine.engine.pci;

/**
 * A slot's registers (PCI Express Base 5.0, 6.7 and 7.5.3.9 to 7.5.3.11): presence, attention button, indicators, power,
 * and the events that interrupt. The caller holds the port's lock.
 */
final class HotPlugSlot {
    /** Events: bits of the slot status register, and but for the last of slot control, where they are enabled. */
    enum Event {
        ATTENTION_BUTTON(0x0001),
        PRESENCE_CHANGED(0x0008),
        COMMAND_COMPLETED(0x0010),
        LINK_STATE_CHANGED(0x0100);

        private final int mask;

        Event(int mask) {
            this.mask = mask;
        }
    }

    /** What a write to slot control means for the device. */
    enum Decision {
        NONE,
        /** Power and indicator went off: the guest lets go of it. */
        LET_GO,
        /** The indicator has stopped blinking and is on: the guest keeps it. */
        KEEP
    }

    private static final int HAS_ATTENTION_BUTTON = 0x01;
    private static final int HAS_POWER_CONTROLLER = 0x02;
    private static final int HAS_ATTENTION_INDICATOR = 0x08;
    private static final int HAS_POWER_INDICATOR = 0x10;
    private static final int HOT_PLUG_CAPABLE = 0x40;
    private static final int SLOT_NUMBER_SHIFT = 19;

    private static final int EVENT_ENABLES = 0x1f;
    private static final int INTERRUPT_ENABLE = 0x0020;
    private static final int ATTENTION_OFF = 0x00c0;
    private static final int POWER_INDICATOR = 0x0300;
    private static final int POWER_INDICATOR_ON = 0x0100;
    private static final int POWER_INDICATOR_BLINK = 0x0200;
    private static final int POWER_INDICATOR_OFF = 0x0300;
    private static final int POWER_OFF = 0x0400;
    private static final int LINK_EVENT_ENABLE = 0x1000;
    private static final int CONTROL_WRITABLE = 0x17ff;
    private static final int EVENTS = 0x011f;
    private static final int PRESENT = 0x0040;

    private final ExpressCapability express;
    private int control;

    HotPlugSlot(ExpressCapability express, int number) {
        this.express = express;
        express.define(
                ExpressRegister.SLOT_CAPABILITIES,
                HAS_ATTENTION_BUTTON
                        | HAS_POWER_CONTROLLER
                        | HAS_ATTENTION_INDICATOR
                        | HAS_POWER_INDICATOR
                        | HOT_PLUG_CAPABLE
                        | number << SLOT_NUMBER_SHIFT);
        express.writable(ExpressRegister.SLOT_CONTROL, CONTROL_WRITABLE);
        express.clearable(ExpressRegister.SLOT_STATUS, EVENTS);
        express.owned(ExpressRegister.SLOT_STATUS, PRESENT);
    }

    /** Power-on state: a device that is there has power. */
    void start(boolean present) {
        int power = present ? POWER_INDICATOR_ON : POWER_INDICATOR_OFF | POWER_OFF;
        express.update(ExpressRegister.SLOT_CONTROL, ~0, ATTENTION_OFF | power);
        express.update(ExpressRegister.SLOT_STATUS, ~0, present ? PRESENT : 0);
        remember();
        express.linkActive(linkWanted());
    }

    /** Takes the present value of slot control as that against which the next write is held. */
    void remember() {
        control = express.get(ExpressRegister.SLOT_CONTROL);
    }

    /** Takes a write to slot control over. */
    Decision controlWritten() {
        boolean wasOff = off(control);
        boolean wasAttending = attending();
        remember();
        if (!present()) {
            return Decision.NONE;
        }
        if (!wasOff && off(control)) {
            return Decision.LET_GO;
        }
        boolean on = (control & POWER_INDICATOR) == POWER_INDICATOR_ON && (control & POWER_OFF) == 0;
        return wasAttending && on ? Decision.KEEP : Decision.NONE;
    }

    private static boolean off(int control) {
        return (control & POWER_OFF) != 0 && (control & POWER_INDICATOR) == POWER_INDICATOR_OFF;
    }

    /** Whether the device has no power, so that it can be taken out at once. */
    boolean off() {
        return off(control);
    }

    /** Whether the guest is busy with an attention button that was pressed, and another press would cancel it. */
    boolean attending() {
        return (control & POWER_INDICATOR) == POWER_INDICATOR_BLINK;
    }

    /** Whether the guest would hear of the attention button. */
    boolean listening() {
        return (control & INTERRUPT_ENABLE) != 0 && (control & Event.ATTENTION_BUTTON.mask) != 0;
    }

    /** Whether the guest has not yet taken note of the attention button. */
    boolean pressed() {
        return (express.get(ExpressRegister.SLOT_STATUS) & Event.ATTENTION_BUTTON.mask) != 0;
    }

    boolean present() {
        return (express.get(ExpressRegister.SLOT_STATUS) & PRESENT) != 0;
    }

    void signal(Event event) {
        express.update(ExpressRegister.SLOT_STATUS, event.mask, event.mask);
    }

    /** Shows whether a device is there. */
    void presence(boolean present) {
        if (present != present()) {
            express.update(ExpressRegister.SLOT_STATUS, PRESENT, present ? PRESENT : 0);
            signal(Event.PRESENCE_CHANGED);
        }
    }

    /** Brings the link up or down as presence, power and link control want it. @return whether it changed */
    boolean updateLink() {
        boolean wanted = linkWanted();
        if (wanted == express.linkActive()) {
            return false;
        }
        express.linkActive(wanted);
        signal(Event.LINK_STATE_CHANGED);
        return true;
    }

    private boolean linkWanted() {
        return present() && (control & POWER_OFF) == 0 && !express.linkDisabled();
    }

    /** Whether an enabled event stands. */
    boolean interrupting() {
        int events = express.get(ExpressRegister.SLOT_STATUS);
        int enabled = control & EVENT_ENABLES;
        if ((control & LINK_EVENT_ENABLE) != 0) {
            enabled |= Event.LINK_STATE_CHANGED.mask;
        }
        return (control & INTERRUPT_ENABLE) != 0 && (events & enabled) != 0;
    }
}
