package org.vitrine.engine.ethernet;

/** How the guest wants frames, as the registers say at one moment (82574 datasheet, 10.2.5.1). Only the worker, which keeps it. */
final class ReceiveSettings {
    static final int SPLIT_BUFFERS = 4;

    /** The layout of receive descriptors. */
    enum Form {
        LEGACY,
        EXTENDED,
        SPLIT
    }

    private static final int ENABLED = 1 << 1;
    private static final int LONG_FRAMES = 1 << 5;
    private static final int MINIMUM_SHIFT = 8;
    private static final int FORM_SHIFT = 10;
    private static final int SIZE_SHIFT = 16;
    private static final int SIZE_EXTENSION = 1 << 25;
    private static final int STRIP_CRC = 1 << 26;
    private static final int FLEXIBLE_SHIFT = 27;
    private static final int EXTENDED_STATUS = 1 << 15;
    private static final int STRIP_VLAN = 1 << 30;

    private static final int USUAL_FRAME = 1522;
    private static final int LONG_FRAME = 16_384;

    private int control;
    private int filterControl;
    private int splitSizes;
    private int deviceControl;
    private int vlanType;

    void set(int rctl, int rfctl, int psrctl, int ctrl, int vet) {
        control = rctl;
        filterControl = rfctl;
        splitSizes = psrctl;
        deviceControl = ctrl;
        vlanType = vet;
    }

    boolean enabled() {
        return (control & ENABLED) != 0;
    }

    boolean stripsCrc() {
        return (control & STRIP_CRC) != 0;
    }

    boolean stripsVlan() {
        return (deviceControl & STRIP_VLAN) != 0;
    }

    int vlanType() {
        return vlanType;
    }

    int longestFrame() {
        return (control & LONG_FRAMES) != 0 ? LONG_FRAME : USUAL_FRAME;
    }

    Form form() {
        if ((control >>> FORM_SHIFT & 3) == 1) {
            return Form.SPLIT;
        }
        return (filterControl & EXTENDED_STATUS) != 0 ? Form.EXTENDED : Form.LEGACY;
    }

    /** How many units of a ring a descriptor takes. */
    int units() {
        return form() == Form.SPLIT ? 2 : 1;
    }

    /** Bytes of one of the buffers of a packet-split descriptor. */
    int splitBytes(int buffer) {
        int field = splitSizes >>> 8 * buffer & (buffer == 0 ? 0x7f : 0x3f);
        return field * (buffer == 0 ? 128 : 1024);
    }

    /** Bytes that a descriptor takes, at least 1. */
    int bytesEach() {
        if (form() == Form.SPLIT) {
            int sum = 0;
            for (int i = 0; i < SPLIT_BUFFERS; i++) {
                sum += splitBytes(i);
            }
            return Math.max(1, sum);
        }
        int flexible = control >>> FLEXIBLE_SHIFT & 0xf;
        if (flexible != 0) {
            return flexible << 10;
        }
        int shift = control >>> SIZE_SHIFT & 3;
        int size = 2048 >>> shift;
        return (control & SIZE_EXTENSION) != 0 && shift != 0 ? size * 16 : size;
    }

    /** Whether so many descriptors are few enough for the guest to want to know. */
    boolean isLow(int available, int count) {
        int share = control >>> MINIMUM_SHIFT & 3;
        return share < 3 && available <= count >>> share + 1;
    }
}
