package org.vitrine.engine.pci;

/**
 * A base address register and what it maps (PCI Local Bus 3.0, 6.2.5). A BAR that the guest puts where something else
 * is already, or outside the space, is not mapped.
 */
abstract sealed class Bar permits RegisterBar, RegionBar {
    private static final long UNMAPPED = -1;
    private static final int ROM_ENABLE = 1;

    /** Where in configuration space it is. */
    final int offset;

    final BarSpace space;
    final long size;
    final boolean prefetchable;
    private final boolean wide;
    private final boolean rom;
    private long base = UNMAPPED;
    private boolean blocked;

    /** @param shape which register, and how it decodes */
    Bar(Shape shape) {
        this.offset = shape.offset;
        this.space = shape.space;
        this.size = shape.size;
        this.wide = shape.wide;
        this.prefetchable = shape.prefetchable;
        this.rom = shape.rom;
    }

    /**
     * The read-only part of a BAR.
     *
     * @param offset of the register in configuration space
     * @param size bytes, a power of two
     * @param wide whether it is 64 bits long
     * @param rom whether it is the expansion ROM's
     */
    record Shape(int offset, BarSpace space, long size, boolean wide, boolean prefetchable, boolean rom) {
        Shape {
            long least = space == BarSpace.IO ? 4 : rom ? 2048 : 16;
            if (Long.bitCount(size) != 1 || size < least || (!wide && size > 1L << 31)) {
                throw new IllegalArgumentException("a BAR cannot have " + size + " bytes");
            }
        }

        void declare(ConfigSpace config) {
            if (rom) {
                config.define(offset, 4, 0);
                config.writable(offset, 4, (int) -size | ROM_ENABLE);
                return;
            }
            int type = space == BarSpace.IO ? 1 : (wide ? 4 : 0) | (prefetchable ? 8 : 0);
            config.define(offset, 4, type);
            config.writable(offset, 4, (int) -size);
            if (wide) {
                config.define(offset + 4, 4, 0);
                config.writable(offset + 4, 4, (int) (-size >>> 32));
            }
        }
    }

    /** Maps at an address. @return false if that is impossible there */
    abstract boolean map(long address);

    abstract void unmap();

    /** Where the guest wants it now, or {@link #UNMAPPED}. Zero counts as not assigned. */
    private long wanted(ConfigSpace config, PciUpstream upstream) {
        int command = config.read(PciRegister.COMMAND);
        boolean decodes = space == BarSpace.IO ? CommandBit.IO_SPACE.in(command) : CommandBit.MEMORY_SPACE.in(command);
        int low = config.read(offset, 4);
        if (!decodes || (rom && (low & ROM_ENABLE) == 0)) {
            return UNMAPPED;
        }
        long address = low & -size & 0xffff_ffffL;
        if (wide) {
            address |= ((long) config.read(offset + 4, 4) << 32) & -size;
        }
        boolean allOnes = address == (wide ? -size : -size & 0xffff_ffffL);
        if (address == 0 || allOnes || !upstream.forwards(this, address)) {
            return UNMAPPED;
        }
        return address;
    }

    /** Takes the BAR from where it is if the guest wants it elsewhere. @return whether addresses became free */
    boolean release(ConfigSpace config, PciUpstream upstream) {
        if (base == UNMAPPED || base == wanted(config, upstream)) {
            return false;
        }
        releaseAlways();
        return true;
    }

    void releaseAlways() {
        if (base != UNMAPPED) {
            unmap();
            base = UNMAPPED;
        }
        blocked = false;
    }

    /** Puts the BAR where the guest wants it, if it is not there already. */
    void place(ConfigSpace config, PciUpstream upstream) {
        long address = wanted(config, upstream);
        blocked = false;
        if (address != UNMAPPED && base == UNMAPPED) {
            if (map(address)) {
                base = address;
            } else {
                blocked = true;
            }
        }
    }

    /** Whether it waits for addresses that something else holds. */
    boolean blocked() {
        return blocked;
    }
}
