package org.vitrine.engine.firmware;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A base address register (PCI Local Bus 3.0, 6.2.5), or that of the expansion ROM, which stays disabled. */
final class PciBar extends PciResource {
    private static final int IO_SPACE = 1;
    private static final int TYPE_64 = 4;
    private static final int PREFETCHABLE = 8;
    private static final int IO_MASK = ~3;
    private static final int MEMORY_MASK = ~15;
    private static final int ROM_MASK = ~0x7ff;
    private static final int PAGE = 4096;

    /** A device that claims more is not believed. */
    private static final long MAX_SIZE = 1L << 40;

    private final ConfigSpaceAccess config;
    private final int bdf;
    private final int offset;
    private final long size;
    private final boolean wide;

    private PciBar(Kind kind, ConfigSpaceAccess config, int bdf, int offset, long size, boolean wide) {
        super(kind);
        this.config = config;
        this.bdf = bdf;
        this.offset = offset;
        this.size = size;
        this.wide = wide;
    }

    /** Sizes a register; the function decodes nothing meanwhile. @return null if it is not there */
    static @Nullable PciBar probe(ConfigSpaceAccess config, int bdf, int offset) {
        int low = ones(config, bdf, offset, ~0);
        if ((low & IO_SPACE) != 0) {
            long size = -(low & IO_MASK) & 0xffffL;
            return of(Kind.IO, config, bdf, offset, size, false);
        }
        boolean wide = isWide(low);
        int high = wide ? ones(config, bdf, offset + 4, ~0) : ~0;
        long size = -((low & MEMORY_MASK & 0xffff_ffffL) | (long) high << 32);
        boolean prefetchable = wide && (low & PREFETCHABLE) != 0;
        return low == 0 ? null : of(prefetchable ? Kind.PREFETCHABLE : Kind.MEMORY, config, bdf, offset, size, wide);
    }

    /** @return null if there is no ROM */
    static @Nullable PciBar probeRom(ConfigSpaceAccess config, int bdf, int offset) {
        int value = ones(config, bdf, offset, ROM_MASK) & ROM_MASK;
        return of(Kind.MEMORY, config, bdf, offset, -value & 0xffff_ffffL, false);
    }

    private static @Nullable PciBar of(
            Kind kind, ConfigSpaceAccess config, int bdf, int offset, long size, boolean wide) {
        return Long.bitCount(size) != 1 || size < 0 || size > MAX_SIZE
                ? null
                : new PciBar(kind, config, bdf, offset, size, wide);
    }

    private static int ones(ConfigSpaceAccess config, int bdf, int offset, int value) {
        config.write(bdf, offset, 4, value);
        int answer = config.read(bdf, offset, 4);
        config.write(bdf, offset, 4, 0);
        return answer;
    }

    /** Whether the register at this value takes the next one too. */
    static boolean isWide(int value) {
        return (value & (IO_SPACE | TYPE_64)) == TYPE_64;
    }

    @Override
    long size() {
        return size;
    }

    /** Memory has pages of its own, so that it can be mapped apart. */
    @Override
    long alignment() {
        return kind() == Kind.IO ? size : Math.max(size, PAGE);
    }

    @Override
    void place(long address) {
        config.write(bdf, offset, 4, (int) address);
        if (wide) {
            config.write(bdf, offset + 4, 4, (int) (address >>> 32));
        }
    }

    @Override
    void refuse(Set<Integer> functions) {
        functions.add(bdf);
    }
}
