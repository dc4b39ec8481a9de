package org.vitrine.engine.chipset;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The modem lines of a 16550 (National Semiconductor PC16550D, 8.6 and 8.7): an end that is always ready, or in loopback
 * the port's own outputs. The port's lock guards it.
 */
final class UartModem {
    private static final int CONTROL_DTR = 0x01;
    private static final int CONTROL_RTS = 0x02;
    private static final int CONTROL_OUT1 = 0x04;
    private static final int CONTROL_OUT2 = 0x08;
    private static final int CONTROL_LOOPBACK = 0x10;
    private static final int CONTROL_BITS = 0x1f;

    private static final int STATUS_CTS = 0x10;
    private static final int STATUS_DSR = 0x20;
    private static final int STATUS_RING = 0x40;
    private static final int STATUS_DCD = 0x80;
    private static final int STATUS_CONNECTED = STATUS_CTS | STATUS_DSR | STATUS_DCD;
    private static final int STATUS_CHANGES = 0x0f;
    /** Ring shows a change for its trailing edge only. */
    private static final int CHANGE_RING = 0x04;

    private int control;
    private int status = STATUS_CONNECTED;

    int control() {
        return control;
    }

    boolean loopback() {
        return (control & CONTROL_LOOPBACK) != 0;
    }

    void setControl(int value) {
        control = value & CONTROL_BITS;
        int lines = STATUS_CONNECTED;
        if (loopback()) {
            lines = ((value & CONTROL_DTR) != 0 ? STATUS_DSR : 0)
                    | ((value & CONTROL_RTS) != 0 ? STATUS_CTS : 0)
                    | ((value & CONTROL_OUT1) != 0 ? STATUS_RING : 0)
                    | ((value & CONTROL_OUT2) != 0 ? STATUS_DCD : 0);
        }
        int changes = (status ^ lines) >> 4;
        if ((lines & STATUS_RING) != 0) {
            changes &= ~CHANGE_RING;
        }
        status = lines | status & STATUS_CHANGES | changes;
    }

    boolean hasChanged() {
        return (status & STATUS_CHANGES) != 0;
    }

    /** Reading forgets the changes. */
    int readStatus() {
        int value = status;
        status &= ~STATUS_CHANGES;
        return value;
    }

    void powerOn() {
        control = 0;
        status = STATUS_CONNECTED;
    }

    void save(StateWriter out) {
        out.put("modemControl", control);
        out.put("modemStatus", status);
    }

    void load(StateReader in) throws StateException {
        control = in.getInt("modemControl", 0, CONTROL_BITS);
        status = in.getInt("modemStatus", 0, 0xff);
    }
}
