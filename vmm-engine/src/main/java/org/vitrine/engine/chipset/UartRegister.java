package org.vitrine.engine.chipset;

import org.vitrine.engine.device.RegisterMap;

/** The registers of a 16550 by their offset (National Semiconductor PC16550D, table II). */
enum UartRegister implements RegisterMap.Register {
    /** Receiver buffer, transmitter holding; divisor's low byte. */
    DATA,
    /** Interrupt enable; divisor's high byte. */
    INTERRUPT_ENABLE,
    /** Interrupt identification to read, FIFO control to write. */
    INTERRUPT_IDENTIFICATION,
    LINE_CONTROL,
    MODEM_CONTROL,
    LINE_STATUS,
    MODEM_STATUS,
    SCRATCH;

    @Override
    public int offset() {
        return ordinal();
    }

    @Override
    public int width() {
        return 1;
    }
}
