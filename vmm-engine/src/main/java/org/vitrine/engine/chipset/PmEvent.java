package org.vitrine.engine.chipset;

/** Fixed events: bits of PM1_STS and PM1_EN (ACPI 6.5, 4.8.3.1). */
public enum PmEvent {
    /** The upper bit of the PM timer changed. */
    TIMER(0, true),
    GLOBAL(5, true),
    POWER_BUTTON(8, true),
    SLEEP_BUTTON(9, true),
    RTC_ALARM(10, true),
    WAKE(15, false);

    final int mask;
    private final boolean enableable;

    PmEvent(int bit, boolean enableable) {
        this.mask = 1 << bit;
        this.enableable = enableable;
    }

    /** All bits of PM1_STS. */
    static int statusMask() {
        int mask = 0;
        for (PmEvent event : values()) {
            mask |= event.mask;
        }
        return mask;
    }

    /** All bits of PM1_EN. */
    static int enableMask() {
        int mask = 0;
        for (PmEvent event : values()) {
            mask |= event.enableable ? event.mask : 0;
        }
        return mask;
    }
}
