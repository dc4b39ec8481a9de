package org.vitrine.engine.firmware;

import java.util.List;
import java.util.Set;

/** What a bridge passes on of one address space (PCI-to-PCI Bridge 1.2, 3.2.5.6 to 3.2.5.9). */
final class PciWindow extends PciResource {
    private static final int IO_BASE = 0x1c;
    private static final int IO_UPPER = 0x30;
    private static final int MEMORY_BASE = 0x20;
    private static final int PREFETCHABLE_BASE = 0x24;
    private static final int PREFETCHABLE_BASE_UPPER = 0x28;
    private static final int PREFETCHABLE_LIMIT_UPPER = 0x2c;
    private static final long IO_GRANULE = 4 << 10;
    private static final long MEMORY_GRANULE = 1 << 20;

    /** Room for what is plugged in later; ports are too few to be set aside. */
    private static final long SPARE_MEMORY = 2 << 20;

    private final ConfigSpaceAccess config;
    private final int bdf;
    private final List<PciResource> behind;
    private final long alignment;
    private final long size;

    /** @param behind what the window is around; sorted here */
    PciWindow(Kind kind, ConfigSpaceAccess config, int bdf, List<PciResource> behind) {
        super(kind);
        this.config = config;
        this.bdf = bdf;
        this.behind = behind;
        sort(behind);
        long granule = kind == Kind.IO ? IO_GRANULE : MEMORY_GRANULE;
        alignment =
                behind.isEmpty() ? granule : Math.max(granule, behind.getFirst().alignment());
        long spare = kind == Kind.IO ? 0 : SPARE_MEMORY;
        size = align(Math.max(extent(behind, 0), spare), granule);
        close();
    }

    /** A base above its limit passes nothing on. */
    private void close() {
        program(0xffff_ffffL, 0);
    }

    @Override
    long size() {
        return size;
    }

    @Override
    long alignment() {
        return alignment;
    }

    @Override
    void place(long address) {
        program(address, address + size - 1);
        placeAll(behind, address);
    }

    @Override
    void refuse(Set<Integer> functions) {
        behind.forEach(resource -> resource.refuse(functions));
    }

    private void program(long first, long last) {
        switch (kind()) {
            case IO -> {
                config.write(bdf, IO_BASE, 2, (int) (first >>> 8 & 0xf0 | last & 0xf000));
                config.write(bdf, IO_UPPER, 4, 0);
            }
            case MEMORY -> config.write(bdf, MEMORY_BASE, 4, bases(first, last));
            case PREFETCHABLE -> {
                config.write(bdf, PREFETCHABLE_BASE, 4, bases(first, last));
                config.write(bdf, PREFETCHABLE_BASE_UPPER, 4, (int) (first >>> 32));
                config.write(bdf, PREFETCHABLE_LIMIT_UPPER, 4, (int) (last >>> 32));
            }
        }
    }

    /** Base and limit registers beside each other hold address bits 31:20. */
    private static int bases(long first, long last) {
        return (int) (first >>> 16 & 0xfff0) | (int) (last & 0xfff0_0000L);
    }
}
