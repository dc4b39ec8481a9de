package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.board.Board;

/**
 * The map of guest physical memory, in the form of the BIOS call of its name (ACPI 6.5, 15.1).
 *
 * @param entries in ascending order, without overlap
 */
public record E820(List<Entry> entries) {
    /** KVM's identity-mapped page table and TSS, right below where flash may be (KVM_SET_IDENTITY_MAP_ADDR, KVM_SET_TSS_ADDR). */
    public static final long KVM_PAGES = 0xfeff_c000L;

    public static final long KVM_PAGES_SIZE = 0x4000;

    /** Where an extended BIOS data area begins, if there is no firmware that puts it elsewhere. */
    static final long EBDA = 0x9_fc00;

    static final int ENTRY_SIZE = 20;
    private static final long CONVENTIONAL_END = 0xa_0000;
    private static final long SYSTEM_ROM = 0xf_0000;
    private static final long EXTENDED_MEMORY = 0x10_0000;
    private static final long CONFIGURATION_SPACE = 256 << 20;
    private static final long ROOT_COMPLEX_BASE = 0xfed1_c000L;
    private static final long ROOT_COMPLEX_SPACE = 0x4000;
    private static final long FLASH = 0xfffc_0000L;
    private static final long FOUR_GIB = 1L << 32;

    /** What a range is (ACPI 6.5, table 15.4). */
    public enum Type {
        RAM(1),
        RESERVED(2);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /**
     * A range of addresses.
     *
     * @param length bytes, at least 1
     */
    public record Entry(long address, long length, Type type) {
        /** The first address beyond it. */
        public long end() {
            return address + length;
        }
    }

    public E820 {
        entries = List.copyOf(entries);
    }

    /**
     * What firmware is told: where RAM is, and what KVM needs. Firmware itself decides about the first MiB, and where the
     * configuration space goes.
     */
    public static E820 forFirmware(Board board, long memoryBytes) {
        List<Entry> entries = new ArrayList<>();
        add(entries, 0, board.lowMemory(memoryBytes), Type.RAM);
        add(entries, KVM_PAGES, KVM_PAGES + KVM_PAGES_SIZE, Type.RESERVED);
        addHighMemory(entries, board, memoryBytes);
        return new E820(entries);
    }

    /**
     * What a kernel is told that is booted without firmware.
     *
     * @param tables guest physical address of the ACPI tables, which reach to the end of RAM below 4 GiB
     */
    public static E820 forDirectBoot(Board board, long memoryBytes, long tables) {
        List<Entry> entries = new ArrayList<>();
        add(entries, 0, EBDA, Type.RAM);
        add(entries, EBDA, CONVENTIONAL_END, Type.RESERVED);
        add(entries, SYSTEM_ROM, EXTENDED_MEMORY, Type.RESERVED);
        add(entries, EXTENDED_MEMORY, tables, Type.RAM);
        add(entries, tables, board.lowMemory(memoryBytes), Type.RESERVED);
        add(entries, board.pciExpressBase(), board.pciExpressBase() + CONFIGURATION_SPACE, Type.RESERVED);
        add(entries, ROOT_COMPLEX_BASE, ROOT_COMPLEX_BASE + ROOT_COMPLEX_SPACE, Type.RESERVED);
        add(entries, KVM_PAGES, KVM_PAGES + KVM_PAGES_SIZE, Type.RESERVED);
        add(entries, FLASH, FOUR_GIB, Type.RESERVED);
        addHighMemory(entries, board, memoryBytes);
        return new E820(entries);
    }

    private static void addHighMemory(List<Entry> entries, Board board, long memoryBytes) {
        add(
                entries,
                Board.HIGH_MEMORY_BASE,
                Board.HIGH_MEMORY_BASE + memoryBytes - board.lowMemory(memoryBytes),
                Type.RAM);
    }

    private static void add(List<Entry> entries, long start, long end, Type type) {
        if (start < end) {
            entries.add(new Entry(start, end - start, type));
        }
    }

    /** Per entry address and length of 64 bits, then a type of 32, little-endian. */
    public byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(ENTRY_SIZE * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Entry entry : entries) {
            bytes.putLong(entry.address).putLong(entry.length).putInt(entry.type.number);
        }
        return bytes.array();
    }

    /** The file for fw_cfg. */
    public Map<String, byte[]> files() {
        return Map.of("etc/e820", encode());
    }
}
