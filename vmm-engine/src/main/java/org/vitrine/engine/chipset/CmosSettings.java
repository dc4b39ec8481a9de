package org.vitrine.engine.chipset;

import java.util.List;

/**
 * What the firmware reads from CMOS memory about its machine, at the places where SeaBIOS and OVMF look (SeaBIOS,
 * src/hw/rtc.h).
 *
 * @param memoryBelow4G bytes of RAM from address 0
 * @param memoryAbove4G bytes of RAM from 4 GiB
 * @param cpus how many start
 * @param bootOrder at most three, first to last
 */
public record CmosSettings(long memoryBelow4G, long memoryAbove4G, int cpus, List<BootDevice> bootOrder) {
    /** A kind of device that SeaBIOS boots from, by its number in CMOS. */
    public enum BootDevice {
        NONE,
        FLOPPY,
        DISK,
        CDROM,
        NETWORK
    }

    private static final int EQUIPMENT = 0x14;
    private static final int EQUIPMENT_FPU = 0x02;
    private static final int EQUIPMENT_MOUSE = 0x04;
    private static final int BASE_MEMORY = 0x15;
    private static final int EXTENDED_MEMORY = 0x17;
    private static final int EXTENDED_MEMORY_FOUND = 0x30;
    private static final int MEMORY_ABOVE_16M = 0x34;
    private static final int BOOT_THIRD = 0x38;
    private static final int BOOT_NO_FLOPPY_CHECK = 0x01;
    private static final int BOOT_FIRST_SECOND = 0x3d;
    private static final int MEMORY_ABOVE_4G = 0x5b;
    private static final int MORE_CPUS = 0x5f;

    private static final int BASE_KIB = 640;
    private static final long MIB = 1 << 20;
    private static final int KIB_SHIFT = 10;
    private static final int UNIT_SHIFT = 16;

    public CmosSettings {
        bootOrder = List.copyOf(bootOrder);
        if (bootOrder.size() > 3) {
            throw new IllegalArgumentException("CMOS has room for three boot devices, not " + bootOrder.size());
        }
    }

    /** Writes the settings, which last until the guest overwrites them. */
    public void store(Rtc rtc) {
        rtc.setMemory(EQUIPMENT, EQUIPMENT_FPU | EQUIPMENT_MOUSE);
        word(rtc, BASE_MEMORY, BASE_KIB);
        long extended = Math.clamp(memoryBelow4G - MIB >> KIB_SHIFT, 0, 0xffff);
        word(rtc, EXTENDED_MEMORY, extended);
        word(rtc, EXTENDED_MEMORY_FOUND, extended);
        word(rtc, MEMORY_ABOVE_16M, Math.clamp(memoryBelow4G - 16 * MIB >> UNIT_SHIFT, 0, 0xffff));
        long high = Math.clamp(memoryAbove4G >> UNIT_SHIFT, 0, 0xff_ffff);
        word(rtc, MEMORY_ABOVE_4G, high);
        rtc.setMemory(MEMORY_ABOVE_4G + 2, (int) (high >> 16));
        rtc.setMemory(MORE_CPUS, Math.min(cpus - 1, 0xff));
        rtc.setMemory(BOOT_FIRST_SECOND, boot(0) | boot(1) << 4);
        rtc.setMemory(BOOT_THIRD, boot(2) << 4 | BOOT_NO_FLOPPY_CHECK);
    }

    private int boot(int place) {
        return place < bootOrder.size() ? bootOrder.get(place).ordinal() : 0;
    }

    private static void word(Rtc rtc, int at, long value) {
        rtc.setMemory(at, (int) value & 0xff);
        rtc.setMemory(at + 1, (int) (value >> 8) & 0xff);
    }
}
