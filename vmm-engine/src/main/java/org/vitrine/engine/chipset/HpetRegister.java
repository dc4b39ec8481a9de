package org.vitrine.engine.chipset;

import org.vitrine.engine.device.RegisterMap;

/** The registers of a timer block (IA-PC HPET 1.0a, 2.3.3). */
enum HpetRegister implements RegisterMap.Register {
    CAPABILITIES(0x000, 1),
    CONFIGURATION(0x010, 1),
    INTERRUPT_STATUS(0x020, 1),
    MAIN_COUNTER(0x0f0, 1),
    TIMER_CONFIGURATION(0x100, Hpet.TIMERS),
    COMPARATOR(0x108, Hpet.TIMERS);

    private static final int TIMER_STRIDE = 0x20;

    private final int offset;
    private final int count;

    HpetRegister(int offset, int count) {
        this.offset = offset;
        this.count = count;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return 8;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int stride() {
        return TIMER_STRIDE;
    }
}
