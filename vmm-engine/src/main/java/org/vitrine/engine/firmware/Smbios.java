package org.vitrine.engine.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;

/**
 * The SMBIOS tables (DMTF DSP0134, version 2.8, with the entry point of 32-bit addresses, which every firmware and operating
 * system reads): who made the machine, its UUID, processors and memory.
 */
public final class Smbios {
    private static final int ENTRY_POINT = 31;
    private static final int ENTRY_CHECKSUM = 4;
    private static final int INTERMEDIATE = 16;
    private static final int INTERMEDIATE_CHECKSUM = 21;
    private static final int TABLE_ADDRESS = 24;

    private static final int BASEBOARD = 0x200;
    private static final int CHASSIS = 0x300;
    private static final int PROCESSOR = 0x400;
    private static final int MEMORY_ARRAY = 0x1000;
    private static final int MEMORY_DEVICE = 0x1100;
    private static final int MAPPED_ADDRESS = 0x1300;
    private static final int BOOT_STATUS = 0x2000;
    private static final int END_OF_TABLE = 0x7f00;
    private static final int NO_ERROR_INFORMATION = 0xfffe;
    private static final int UNKNOWN_16 = 0xffff;
    private static final int SAFE = 3;

    private static final String MAKER = "Vitrine";
    private static final String PRODUCT = "Virtual Machine";
    private static final String BOARD = "Q35";
    /** What SMBIOS 2.8 allows a string at most (DSP0134, 6.1.3). */
    private static final int MAX_STRING = 64;

    private static final long MODULE_SIZE = 16L << 30;
    private static final int MAX_MODULES = 256;

    private final UUID uuid;
    private final String name;
    private final Processor processor;
    private final long memoryBytes;
    private final long lowMemory;

    /** @param name the machine's, which is the asset tag of its enclosure as far as ASCII has it */
    public Smbios(Board board, UUID uuid, String name, Processor processor, long memoryBytes) {
        this.uuid = uuid;
        this.name = name;
        this.processor = processor;
        this.memoryBytes = memoryBytes;
        this.lowMemory = board.lowMemory(memoryBytes);
    }

    /** The files for fw_cfg. Firmware describes itself, so the structure of type 0 is not among them. */
    public Map<String, byte[]> files() {
        List<byte[]> structures = machine();
        return Map.of(
                "etc/smbios/smbios-tables", join(structures),
                "etc/smbios/smbios-anchor", entryPoint(structures, 0));
    }

    /**
     * Entry point and table in one piece, for a machine without firmware.
     *
     * @param address where it goes: a multiple of 16 from 0xf0000 on, since systems look only there
     */
    public byte[] placedAt(long address) {
        List<byte[]> structures = new ArrayList<>(List.of(firmware()));
        structures.addAll(machine());
        int tableOffset = ENTRY_POINT + 1;
        byte[] table = join(structures);
        byte[] all = new byte[tableOffset + table.length];
        System.arraycopy(entryPoint(structures, (int) address + tableOffset), 0, all, 0, ENTRY_POINT);
        System.arraycopy(table, 0, all, tableOffset, table.length);
        return all;
    }

    private static byte[] join(List<byte[]> structures) {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        structures.forEach(table::writeBytes);
        return table.toByteArray();
    }

    /** DSP0134, 5.2.1. */
    private static byte[] entryPoint(List<byte[]> structures, int tableAddress) {
        int length = structures.stream().mapToInt(structure -> structure.length).sum();
        int longest = structures.stream()
                .mapToInt(structure -> structure.length)
                .max()
                .orElse(0);
        byte[] entry = ByteBuffer.allocate(ENTRY_POINT)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("_SM_".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {0, ENTRY_POINT, 2, 8})
                .putShort((short) longest)
                .position(INTERMEDIATE)
                .put("_DMI_".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .putShort((short) length)
                .putInt(TABLE_ADDRESS, tableAddress)
                .putShort(28, (short) structures.size())
                .put(30, (byte) 0x28)
                .array();
        entry[INTERMEDIATE_CHECKSUM] = (byte) -sum(entry, INTERMEDIATE);
        entry[ENTRY_CHECKSUM] = (byte) -sum(entry, 0);
        return entry;
    }

    private static int sum(byte[] bytes, int start) {
        int sum = 0;
        for (int i = start; i < bytes.length; i++) {
            sum += bytes[i];
        }
        return sum;
    }

    /** BIOS information (DSP0134, 7.1): there is none, and this is a virtual machine. */
    private static byte[] firmware() {
        return new SmbiosStructure(0, 0)
                .string(MAKER)
                .string("direct boot")
                .u16(0xf000)
                .string("01/01/2026")
                .u8(0)
                .u64(1 << 3)
                .u8s(0, 1 << 4)
                .u8s(0xff, 0xff, 0xff, 0xff)
                .encode();
    }

    private List<byte[]> machine() {
        List<byte[]> structures = new ArrayList<>(List.of(system(), baseboard(), chassis()));
        for (int socket = 0; socket < processor.sockets(); socket++) {
            structures.add(processor(socket));
        }
        long modules = Math.clamp((memoryBytes + MODULE_SIZE - 1) / MODULE_SIZE, 1, MAX_MODULES);
        structures.add(memoryArray((int) modules));
        long left = memoryBytes;
        for (int module = 0; module < modules; module++) {
            long size = module == modules - 1 ? left : MODULE_SIZE;
            structures.add(memoryDevice(module, size >> 20));
            left -= size;
        }
        structures.add(mappedAddress(0, 0, lowMemory, (int) modules));
        if (memoryBytes > lowMemory) {
            structures.add(mappedAddress(
                    1, Board.HIGH_MEMORY_BASE, Board.HIGH_MEMORY_BASE + memoryBytes - lowMemory, (int) modules));
        }
        structures.add(
                new SmbiosStructure(32, BOOT_STATUS).u8s(0, 0, 0, 0, 0, 0).u8(0).encode());
        structures.add(new SmbiosStructure(127, END_OF_TABLE).encode());
        return structures;
    }

    /** System information (DSP0134, 7.2). */
    private byte[] system() {
        int wokenByPowerSwitch = 6;
        return new SmbiosStructure(1, 0x100)
                .string(MAKER)
                .string(PRODUCT)
                .string(BOARD)
                .noString()
                .uuid(uuid)
                .u8(wokenByPowerSwitch)
                .noString()
                .string(PRODUCT)
                .encode();
    }

    /** Baseboard information (DSP0134, 7.3). */
    private static byte[] baseboard() {
        int hostingBoard = 1;
        int motherboard = 0x0a;
        return new SmbiosStructure(2, BASEBOARD)
                .string(MAKER)
                .string(BOARD)
                .string("1")
                .noString()
                .noString()
                .u8(hostingBoard)
                .noString()
                .u16(CHASSIS)
                .u8s(motherboard, 0)
                .encode();
    }

    private String assetTag() {
        String printable = name.replaceAll("[^\\x20-\\x7e]", "?").strip();
        return printable.length() > MAX_STRING ? printable.substring(0, MAX_STRING) : printable;
    }

    /** System enclosure (DSP0134, 7.4). */
    private byte[] chassis() {
        int other = 1;
        int unknownSecurity = 2;
        return new SmbiosStructure(3, CHASSIS)
                .string(MAKER)
                .u8(other)
                .string("1")
                .noString()
                .string(assetTag())
                .u8s(SAFE, SAFE, SAFE, unknownSecurity)
                .u32(0)
                .u8s(0, 0, 0, 0)
                .noString()
                .encode();
    }

    /** Processor information (DSP0134, 7.5), a structure for each socket: clock speeds are not known, caches not described. */
    private byte[] processor(int socket) {
        int centralProcessor = 3;
        int other = 1;
        int populatedAndEnabled = 0x41;
        int capableOf64Bits = 1 << 2;
        int cores = processor.cores();
        return new SmbiosStructure(4, PROCESSOR + socket)
                .string("CPU " + socket)
                .u8s(centralProcessor, other)
                .string(MAKER)
                .u64(0)
                .string("1")
                .u8(0)
                .u16(0)
                .u16(0)
                .u16(0)
                .u8s(populatedAndEnabled, other)
                .u16(UNKNOWN_16)
                .u16(UNKNOWN_16)
                .u16(UNKNOWN_16)
                .noString()
                .noString()
                .noString()
                .u8s(cores, cores, cores * processor.threads())
                .u16(capableOf64Bits)
                .u16(other)
                .encode();
    }

    /** Physical memory array (DSP0134, 7.17). */
    private byte[] memoryArray(int modules) {
        int other = 1;
        int systemMemory = 3;
        int noErrorCorrection = 3;
        boolean extended = memoryBytes >= 2L << 40;
        return new SmbiosStructure(16, MEMORY_ARRAY)
                .u8s(other, systemMemory, noErrorCorrection)
                .u32(extended ? 0x8000_0000 : (int) (memoryBytes >> 10))
                .u16(NO_ERROR_INFORMATION)
                .u16(modules)
                .u64(extended ? memoryBytes : 0)
                .encode();
    }

    /** Memory device (DSP0134, 7.18). */
    private static byte[] memoryDevice(int number, long mebibytes) {
        int dimm = 9;
        int ram = 7;
        int other = 1 << 1;
        boolean extended = mebibytes >= 0x7fff;
        return new SmbiosStructure(17, MEMORY_DEVICE + number)
                .u16(MEMORY_ARRAY)
                .u16(NO_ERROR_INFORMATION)
                .u16(UNKNOWN_16)
                .u16(UNKNOWN_16)
                .u16(extended ? 0x7fff : (int) mebibytes)
                .u8s(dimm, 0)
                .string("DIMM " + number)
                .noString()
                .u8(ram)
                .u16(other)
                .u16(0)
                .string(MAKER)
                .noString()
                .noString()
                .noString()
                .u8(0)
                .u32(extended ? (int) mebibytes : 0)
                .u16(0)
                .u16(0)
                .u16(0)
                .u16(0)
                .encode();
    }

    /** Memory array mapped address (DSP0134, 7.20). */
    private static byte[] mappedAddress(int number, long start, long end, int modules) {
        boolean extended = (end - 1) >> 10 >= 0xffff_ffffL;
        return new SmbiosStructure(19, MAPPED_ADDRESS + number)
                .u32(extended ? -1 : (int) (start >> 10))
                .u32(extended ? -1 : (int) ((end - 1) >> 10))
                .u16(MEMORY_ARRAY)
                .u8(Math.min(modules, 0xff))
                .u64(extended ? start : 0)
                .u64(extended ? end - 1 : 0)
                .encode();
    }
}
