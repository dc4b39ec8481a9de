package org.vitrine.engine.firmware;

/**
 * The items of fw_cfg that have a number of their own (QEMU, {@code docs/specs/fw_cfg} and the keys that firmware asks
 * for). Everything newer is a file of the directory.
 */
public enum FwCfgKey {
    /** {@code "QEMU"}. */
    SIGNATURE(0x00),
    /** 32 bits: bit 0 the port interface, bit 1 DMA. */
    ID(0x01),
    /** 16 bytes, big-endian. */
    UUID(0x02),
    /** 64 bits: bytes of RAM. */
    RAM_SIZE(0x03),
    /** 16 bits. */
    NO_GRAPHIC(0x04),
    /** 16 bits. */
    CPU_COUNT(0x05),
    /** 16 bits. */
    MACHINE_ID(0x06),
    KERNEL_ADDRESS(0x07),
    KERNEL_SIZE(0x08),
    KERNEL_COMMAND_LINE(0x09),
    INITRD_ADDRESS(0x0a),
    INITRD_SIZE(0x0b),
    BOOT_DEVICE(0x0c),
    /** 64 bits number of nodes; per possible CPU 64 bits node; per node 64 bits bytes. */
    NUMA(0x0d),
    /** 16 bits: 1 shows the boot menu. */
    BOOT_MENU(0x0e),
    /** 16 bits. */
    MAX_CPUS(0x0f),
    KERNEL_ENTRY(0x10),
    KERNEL_DATA(0x11),
    INITRD_DATA(0x12),
    COMMAND_LINE_ADDRESS(0x13),
    COMMAND_LINE_SIZE(0x14),
    COMMAND_LINE_DATA(0x15),
    SETUP_ADDRESS(0x16),
    SETUP_SIZE(0x17),
    SETUP_DATA(0x18),
    /** The directory of files; made by {@link FwCfg} itself. */
    FILE_DIRECTORY(0x19),
    /** 16 bits: number of user's ACPI tables, which follow. */
    ACPI_TABLES(0x8000),
    /** 16 bits: number of user's SMBIOS fields, which follow. */
    SMBIOS_ENTRIES(0x8001),
    /** 32 bits: 1 if ISA IRQ 0 is the I/O APIC's input 2. */
    IRQ0_OVERRIDE(0x8002),
    /** 32 bits: number of reservations, which follow. */
    E820_TABLE(0x8003),
    /** 8 bits: number of HPETs, then 15 bytes for each of eight. */
    HPET(0x8004);

    private final int number;

    FwCfgKey(int number) {
        this.number = number;
    }

    /** What is written to the selector register. */
    public int number() {
        return number;
    }
}
