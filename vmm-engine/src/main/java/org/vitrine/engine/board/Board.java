package org.vitrine.engine.board;

/**
 * The numbers of a board that chipset, firmware tables and Linux loader must agree on. Addresses are guest physical.
 *
 * @param pciExpressBase base of the memory-mapped configuration space, 256 MiB
 * @param lowMemoryLimit RAM up to here at most lies below 4 GiB, the rest from 4 GiB up
 * @param pciHoleBase first address for 32-bit BARs
 * @param pciHoleEnd first address beyond them
 * @param pmBase I/O base of the power management block, 128 ports
 * @param gpeOffset of the general purpose event block in it
 * @param sciGsi the ACPI interrupt's line
 * @param pirqFirstGsi the I/O APIC input of PIRQA; PIRQB to PIRQH follow
 * @param ioApicBase the in-kernel I/O APIC
 * @param hpetBase the HPET's registers
 * @param fwCfgBase I/O base of fw_cfg: selector, data at +1, DMA address at +4
 * @param rootPortDevice the device on bus 0 whose functions are the PCI Express root ports
 * @param rootPorts how many there are, from function 0 up
 */
public record Board(
        long pciExpressBase,
        long lowMemoryLimit,
        long pciHoleBase,
        long pciHoleEnd,
        int pmBase,
        int gpeOffset,
        int sciGsi,
        int pirqFirstGsi,
        long ioApicBase,
        long hpetBase,
        int fwCfgBase,
        int rootPortDevice,
        int rootPorts) {

    /** Intel Q35 (document 316966) with ICH9 (document 316972), as SeaBIOS and OVMF expect it. */
    public static final Board Q35 = new Board(
            0xb000_0000L,
            0x8000_0000L,
            0xc000_0000L,
            0xfec0_0000L,
            0x600,
            0x20,
            9,
            16,
            0xfec0_0000L,
            0xfed0_0000L,
            0x510,
            28,
            4);

    /** Guest physical address of the first byte of RAM above the hole. */
    public static final long HIGH_MEMORY_BASE = 1L << 32;

    /** Bytes of the memory-mapped configuration space. */
    public static final long PCI_EXPRESS_SIZE = 256 << 20;

    /** The same board whose firmware has moved the memory-mapped configuration space, if it can be there: between RAM and the I/O APIC. */
    public Board withPciExpressBase(long base) {
        if (base < lowMemoryLimit || base > pciHoleEnd - PCI_EXPRESS_SIZE) {
            return this;
        }
        return new Board(
                base,
                lowMemoryLimit,
                pciHoleBase,
                pciHoleEnd,
                pmBase,
                gpeOffset,
                sciGsi,
                pirqFirstGsi,
                ioApicBase,
                hpetBase,
                fwCfgBase,
                rootPortDevice,
                rootPorts);
    }

    /** Bytes of RAM below 4 GiB. */
    public long lowMemory(long memoryBytes) {
        return Math.min(memoryBytes, lowMemoryLimit);
    }

    /**
     * The PIRQ that an interrupt pin on bus 0 is wired to: devices 0 to 24 rotate over PIRQE to PIRQH; devices 25 to 31 have
     * the power-on routes of ICH9 (10.1.25 to 10.1.32), INTA# at PIRQA and so on, but for device 30, the DMI-to-PCI bridge.
     *
     * @param device 0 to 31
     * @param pin 0 for INTA# to 3 for INTD#
     * @return 0 for PIRQA to 7 for PIRQH
     */
    public int pirq(int device, int pin) {
        if (device < 25) {
            return 4 + ((device + pin) & 3);
        }
        return device == 30 ? 4 + pin : pin;
    }

    /** The first address for 64-bit BARs: a multiple of 1 GiB above all RAM. */
    public long highWindowBase(long memoryBytes) {
        long end = HIGH_MEMORY_BASE + memoryBytes - lowMemory(memoryBytes);
        return (end + (1L << 30) - 1) & -(1L << 30);
    }
}
