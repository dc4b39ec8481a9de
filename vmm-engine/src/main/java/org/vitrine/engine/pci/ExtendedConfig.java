package org.vitrine.engine.pci;

import org.vitrine.engine.bus.RegisterBlock;

/**
 * The memory-mapped configuration space: 1 MiB a bus, 32 KiB a device, 4 KiB a function (PCI Express Base 5.0, 7.2.2).
 * A quadword access is two dword accesses.
 */
final class ExtendedConfig implements RegisterBlock {
    private final RootComplex root;

    ExtendedConfig(RootComplex root) {
        this.root = root;
    }

    @Override
    public long read(long offset, int size) {
        if (size == 8) {
            return read(offset, 4) | read(offset + 4, 4) << 32;
        }
        return root.readConfig(
                (int) (offset >> 20) & 0xff,
                (int) (offset >> 15) & 0x1f,
                (int) (offset >> 12) & 7,
                (int) offset & 0xfff,
                size);
    }

    @Override
    public void write(long offset, int size, long value) {
        if (size == 8) {
            write(offset, 4, value & 0xffff_ffffL);
            write(offset + 4, 4, value >>> 32);
            return;
        }
        root.writeConfig(
                (int) (offset >> 20) & 0xff,
                (int) (offset >> 15) & 0x1f,
                (int) (offset >> 12) & 7,
                (int) offset & 0xfff,
                size,
                value);
    }
}
