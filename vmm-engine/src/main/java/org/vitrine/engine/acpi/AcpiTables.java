package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.acpi.TableLayout.File;

/**
 * The ACPI tables of a machine (ACPI 6.5, chapter 5): as files of fw_cfg that firmware loads and links, or linked here for a
 * machine without firmware.
 */
public final class AcpiTables {
    /** The file of {@link #files} with all tables, which depends on where the firmware puts the memory-mapped configuration space. */
    public static final String TABLES_FILE = File.TABLES.path;

    static final int ALIGNMENT = 64;
    static final int RSDP_ALIGNMENT = 16;

    private static final int RSDP_LENGTH = 36;
    private static final int RSDP_FIRST_PART = 20;
    private static final int RSDP_CHECKSUM = 8;
    private static final int RSDP_RSDT = 16;
    private static final int RSDP_XSDT = 24;
    private static final int RSDP_EXTENDED_CHECKSUM = 32;
    private static final int PAGE = 4096;

    private final TableLayout layout = new TableLayout();

    private AcpiTables(AcpiConfig config) {
        int facs = layout.add(File.TABLES, FixedTables.facs(), ALIGNMENT);
        int dsdt = add(Dsdt.of(config));
        byte[] fadtBytes = Fadt.of(config);
        int fadt = add(fadtBytes);
        layout.pointer(File.TABLES, fadt + Fadt.FIRMWARE_CTRL, Integer.BYTES, facs);
        layout.pointer(File.TABLES, fadt + Fadt.DSDT, Integer.BYTES, dsdt);
        layout.pointer(File.TABLES, fadt + Fadt.X_DSDT, Long.BYTES, dsdt);
        layout.checksum(File.TABLES, fadt + AcpiTable.CHECKSUM, fadt, fadtBytes.length);
        List<Integer> tables = List.of(
                fadt,
                add(FixedTables.madt(config)),
                add(FixedTables.hpet(config.board())),
                add(FixedTables.mcfg(config.board())),
                add(FixedTables.waet()));
        int rsdt = addRoot("RSDT", Integer.BYTES, tables);
        int xsdt = addRoot("XSDT", Long.BYTES, tables);
        layout.add(File.RSDP, rsdp(), RSDP_ALIGNMENT);
        layout.pointer(File.RSDP, RSDP_RSDT, Integer.BYTES, rsdt);
        layout.pointer(File.RSDP, RSDP_XSDT, Long.BYTES, xsdt);
        layout.checksum(File.RSDP, RSDP_CHECKSUM, 0, RSDP_FIRST_PART);
        layout.checksum(File.RSDP, RSDP_EXTENDED_CHECKSUM, 0, RSDP_LENGTH);
    }

    public static AcpiTables of(AcpiConfig config) {
        return new AcpiTables(config);
    }

    private int add(byte[] table) {
        return layout.add(File.TABLES, table, Long.BYTES);
    }

    /** A table that is a list of tables (ACPI 6.5, 5.2.7 and 5.2.8). */
    private int addRoot(String signature, int pointerSize, List<Integer> tables) {
        byte[] root = AcpiTable.of(signature, 1, new byte[pointerSize * tables.size()]);
        int start = add(root);
        for (int i = 0; i < tables.size(); i++) {
            layout.pointer(File.TABLES, start + AcpiTable.HEADER + pointerSize * i, pointerSize, tables.get(i));
        }
        layout.checksum(File.TABLES, start + AcpiTable.CHECKSUM, start, root.length);
        return start;
    }

    /** Root System Description Pointer (ACPI 6.5, 5.2.5.3), with zeros for RSDT and XSDT. */
    private static byte[] rsdp() {
        return ByteBuffer.allocate(RSDP_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(AcpiTable.ascii("RSD PTR "))
                .put((byte) 0)
                .put(AcpiTable.OEM_ID)
                .put((byte) 2)
                .putInt(0)
                .putInt(RSDP_LENGTH)
                .array();
    }

    /** The files by which SeaBIOS and OVMF install the tables: their names in fw_cfg's directory, and their content. */
    public Map<String, byte[]> files() {
        return Map.of(
                File.TABLES.path,
                layout.content(File.TABLES),
                File.RSDP.path,
                layout.content(File.RSDP),
                "etc/table-loader",
                TableLoader.script(layout));
    }

    /**
     * Tables with their final addresses in them.
     *
     * @param address guest physical address of the first byte, a multiple of 4 KiB
     * @param bytes a whole number of pages; the RSDP is among them
     * @param rsdpAddress guest physical address of the RSDP
     * @param rsdp a copy of it, which may be put where old systems look
     */
    public record Linked(long address, byte[] bytes, long rsdpAddress, byte[] rsdp) {}

    /**
     * Links the tables for the last pages below an address.
     *
     * @param end where RAM below 4 GiB ends, a multiple of 4 KiB
     * @throws IllegalArgumentException if there is no room
     */
    public Linked linkBelow(long end) {
        int tablesSize = layout.content(File.TABLES).length;
        int rsdpOffset = (tablesSize + RSDP_ALIGNMENT - 1) & -RSDP_ALIGNMENT;
        int size = (rsdpOffset + RSDP_LENGTH + PAGE - 1) & -PAGE;
        long address = end - size;
        if ((end & (PAGE - 1)) != 0 || address < 0 || end > 1L << 32) {
            throw new IllegalArgumentException("no room for ACPI tables below %#x".formatted(end));
        }
        byte[] bytes = new byte[size];
        byte[] rsdp = layout.linked(File.RSDP, address);
        System.arraycopy(layout.linked(File.TABLES, address), 0, bytes, 0, tablesSize);
        System.arraycopy(rsdp, 0, bytes, rsdpOffset, rsdp.length);
        return new Linked(address, bytes, address + rsdpOffset, rsdp);
    }
}
