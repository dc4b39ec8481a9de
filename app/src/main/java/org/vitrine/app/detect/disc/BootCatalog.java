package org.vitrine.app.detect.disc;

import java.nio.ByteBuffer;

/**
 * What a disc offers to firmware (El Torito 1.0, section 2; platform EFh: UEFI 2.10, 13.3.2.1).
 *
 * @param bios an entry for an x86 PC
 * @param uefi an entry for UEFI of any processor
 */
record BootCatalog(boolean bios, boolean uefi) {
    static final BootCatalog NONE = new BootCatalog(false, false);

    private static final int ENTRY = 32;
    private static final int VALIDATION = 1;
    private static final int BOOTABLE = 0x88;
    private static final int SECTION = 0x90;
    private static final int LAST_SECTION = 0x91;
    private static final int X86 = 0;
    private static final int UEFI = 0xef;

    /** @param catalog its first sector */
    static BootCatalog parse(ByteBuffer catalog) {
        boolean valid = catalog.get(0) == VALIDATION && catalog.get(30) == 0x55 && (catalog.get(31) & 0xff) == 0xaa;
        if (!valid) {
            return NONE;
        }
        boolean bios = false;
        boolean uefi = false;
        int platform = catalog.get(1) & 0xff;
        int entries = 1;
        boolean last = false;
        for (int at = ENTRY; at + ENTRY <= catalog.limit(); at += ENTRY) {
            int kind = catalog.get(at) & 0xff;
            if (entries > 0) {
                bios |= kind == BOOTABLE && platform == X86;
                uefi |= kind == BOOTABLE && platform == UEFI;
                entries--;
            } else if (!last && (kind == SECTION || kind == LAST_SECTION)) {
                platform = catalog.get(at + 1) & 0xff;
                entries = Short.toUnsignedInt(catalog.getShort(at + 2));
                last = kind == LAST_SECTION;
            } else {
                break;
            }
        }
        return new BootCatalog(bios, uefi);
    }
}
