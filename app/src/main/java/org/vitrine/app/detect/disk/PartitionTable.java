package org.vitrine.app.detect.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * What the start of a disk says of how it boots: an MBR, or a GUID partition table behind one (UEFI 2.10, 5.2 and 5.3).
 *
 * @param bios whether a BIOS finds code in its first sector
 * @param uefi whether it has an EFI system partition
 * @param content the kinds of partitions that tell of a system
 */
public record PartitionTable(boolean bios, boolean uefi, Set<Content> content) {
    /** What a partition is for. */
    public enum Content {
        LINUX,
        WINDOWS,
        FREEBSD
    }

    /** Bytes from the start of a disk that {@link #parse} looks at: what precedes a GUID partition table's end. */
    public static final int LENGTH = 34 * 512;

    private static final int SECTOR = 512;
    private static final int BOOT_CODE = 440;
    private static final int MBR_ENTRIES = 446;
    private static final int MBR_ENTRY = 16;
    private static final int SHORTEST = 128;

    public PartitionTable {
        content = Set.copyOf(content);
    }

    /** @param start the first bytes of a disk with sectors of 512 bytes; what is missing of them is as zeroes */
    public static PartitionTable parse(byte[] start) {
        ByteBuffer disk = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(0, start, 0, Math.min(start.length, LENGTH));
        if (disk.getShort(510) != (short) 0xaa55) {
            return new PartitionTable(false, false, Set.of());
        }
        boolean code = false;
        for (int i = 0; i < BOOT_CODE; i++) {
            code |= disk.get(i) != 0;
        }
        String signature =
                StandardCharsets.ISO_8859_1.decode(disk.slice(SECTOR, 8)).toString();
        return signature.equals("EFI PART") ? guidPartitions(disk, code) : partitions(disk, code);
    }

    private static PartitionTable partitions(ByteBuffer disk, boolean code) {
        Set<Content> content = EnumSet.noneOf(Content.class);
        boolean uefi = false;
        for (int i = 0; i < 4; i++) {
            switch (disk.get(MBR_ENTRIES + i * MBR_ENTRY + 4) & 0xff) {
                case 0xef -> uefi = true;
                case 0x83, 0x8e, 0xfd -> content.add(Content.LINUX);
                case 0x07 -> content.add(Content.WINDOWS);
                case 0xa5 -> content.add(Content.FREEBSD);
                default -> {}
            }
        }
        return new PartitionTable(code, uefi, content);
    }

    private static PartitionTable guidPartitions(ByteBuffer disk, boolean code) {
        Set<Content> content = EnumSet.noneOf(Content.class);
        long count = Integer.toUnsignedLong(disk.getInt(SECTOR + 80));
        long length = Integer.toUnsignedLong(disk.getInt(SECTOR + 84));
        boolean uefi = false;
        boolean bios = false;
        for (long i = 0; i < count && length >= SHORTEST && 2 * SECTOR + (i + 1) * length <= LENGTH; i++) {
            switch (type(disk, (int) (2 * SECTOR + i * length))) {
                // EFI system, and where GRUB puts what the first sector has no room for.
                case "c12a7328-f81f-11d2-ba4b-00a0c93ec93b" -> uefi = true;
                case "21686148-6449-6e6f-744e-656564454649" -> bios = true;
                // Microsoft reserved; the type of its data is everybody's.
                case "e3c9e316-0b5c-4db8-817d-f92df00215ae" -> content.add(Content.WINDOWS);
                // Linux data, root on x86-64, and LVM.
                case "0fc63daf-8483-4772-8e79-3d69d8477de4",
                        "4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
                        "e6d6d379-f507-44c2-a23c-238f2a3df928" -> content.add(Content.LINUX);
                // FreeBSD's UFS and ZFS.
                case "516e7cb6-6ecf-11d6-8ff8-00022d09712b", "516e7cba-6ecf-11d6-8ff8-00022d09712b" ->
                    content.add(Content.FREEBSD);
                default -> {}
            }
        }
        // The code in front of such a table may be there for no more than a message.
        return new PartitionTable(code && (bios || !uefi), uefi, content);
    }

    /** A GUID's first three fields are little-endian, the rest is in order. */
    private static String type(ByteBuffer disk, int at) {
        long high = Integer.toUnsignedLong(disk.getInt(at)) << 32
                | Short.toUnsignedLong(disk.getShort(at + 4)) << 16
                | Short.toUnsignedLong(disk.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(disk.getLong(at + 8))).toString();
    }
}
