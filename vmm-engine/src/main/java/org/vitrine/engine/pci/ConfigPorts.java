package org.vitrine.engine.pci;

import org.vitrine.engine.bus.RegisterBlock;

/**
 * Configuration mechanism #1: the address at 0xcf8, the data at 0xcfc. Only a dword access is to the address; a byte
 * access to 0xcf9 is to the chipset's reset control. Guests serialise the pair of accesses themselves.
 */
final class ConfigPorts implements RegisterBlock {
    static final int LENGTH = 8;

    private static final int ADDRESS = 0;
    private static final int RESET_CONTROL = 1;
    private static final int DATA = 4;
    private static final int ENABLE = 1 << 31;
    private static final int WRITABLE = 0x80ff_fffc;

    private final RootComplex root;
    private final RegisterBlock resetControl;
    private volatile int address;

    ConfigPorts(RootComplex root, RegisterBlock resetControl) {
        this.root = root;
        this.resetControl = resetControl;
    }

    int address() {
        return address;
    }

    void load(int saved) {
        address = saved & WRITABLE;
    }

    void reset() {
        address = 0;
    }

    @Override
    public long read(long offset, int size) {
        if (offset == ADDRESS && size == 4) {
            return address & 0xffff_ffffL;
        }
        if (offset == RESET_CONTROL && size == 1) {
            return resetControl.read(0, 1);
        }
        int target = address;
        if (offset < DATA || size > 4 || (target & ENABLE) == 0) {
            return -1;
        }
        return root.readConfig(
                target >> 16 & 0xff, target >> 11 & 0x1f, target >> 8 & 7, (target & 0xfc) + (int) offset - DATA, size);
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset == ADDRESS && size == 4) {
            address = (int) value & WRITABLE;
            return;
        }
        if (offset == RESET_CONTROL && size == 1) {
            resetControl.write(0, 1, value);
            return;
        }
        int target = address;
        if (offset >= DATA && size <= 4 && (target & ENABLE) != 0) {
            root.writeConfig(
                    target >> 16 & 0xff,
                    target >> 11 & 0x1f,
                    target >> 8 & 7,
                    (target & 0xfc) + (int) offset - DATA,
                    size,
                    value);
        }
    }
}
