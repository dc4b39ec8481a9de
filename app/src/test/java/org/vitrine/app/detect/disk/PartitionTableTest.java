package org.vitrine.app.detect.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartitionTableTest {
    private static final String EFI_SYSTEM = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";
    private static final String LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private static final String MICROSOFT_RESERVED = "E3C9E316-0B5C-4DB8-817D-F92DF00215AE";

    private static byte[] mbr(boolean code, int... types) {
        ByteBuffer disk = ByteBuffer.allocate(PartitionTable.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(0, (byte) (code ? 0xeb : 0));
        for (int i = 0; i < types.length; i++) {
            disk.put(446 + i * 16 + 4, (byte) types[i]);
        }
        disk.putShort(510, (short) 0xaa55);
        return disk.array();
    }

    static byte[] gpt(boolean code, String... types) {
        ByteBuffer disk = ByteBuffer.wrap(mbr(code, 0xee)).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(512, "EFI PART".getBytes(StandardCharsets.ISO_8859_1));
        disk.putInt(512 + 80, 128);
        disk.putInt(512 + 84, 128);
        for (int i = 0; i < types.length; i++) {
            UUID type = UUID.fromString(types[i]);
            int at = 1024 + i * 128;
            disk.putInt(at, (int) (type.getMostSignificantBits() >>> 32));
            disk.putShort(at + 4, (short) (type.getMostSignificantBits() >>> 16));
            disk.putShort(at + 6, (short) type.getMostSignificantBits());
            disk.putLong(at + 8, Long.reverseBytes(type.getLeastSignificantBits()));
        }
        return disk.array();
    }

    private static PartitionTable table(boolean bios, boolean uefi, PartitionTable.Content... content) {
        return new PartitionTable(bios, uefi, Set.of(content));
    }

    @Test
    void a_disk_without_a_signature_says_nothing() {
        assertThat(PartitionTable.parse(new byte[0])).isEqualTo(table(false, false));
        assertThat(PartitionTable.parse(new byte[PartitionTable.LENGTH])).isEqualTo(table(false, false));
    }

    @Test
    void an_mbr_with_code_is_for_bios() {
        assertThat(PartitionTable.parse(mbr(true, 0x83, 0x82)))
                .isEqualTo(table(true, false, PartitionTable.Content.LINUX));
        assertThat(PartitionTable.parse(mbr(true, 0x07))).isEqualTo(table(true, false, PartitionTable.Content.WINDOWS));
        assertThat(PartitionTable.parse(mbr(true, 0xa5))).isEqualTo(table(true, false, PartitionTable.Content.FREEBSD));
        assertThat(PartitionTable.parse(mbr(false, 0xef, 0x83)))
                .isEqualTo(table(false, true, PartitionTable.Content.LINUX));
    }

    @Test
    void a_guid_table_with_an_efi_system_partition_is_for_uefi() {
        assertThat(PartitionTable.parse(gpt(true, EFI_SYSTEM, MICROSOFT_RESERVED)))
                .isEqualTo(table(false, true, PartitionTable.Content.WINDOWS));
        assertThat(PartitionTable.parse(gpt(false, EFI_SYSTEM, LINUX)))
                .isEqualTo(table(false, true, PartitionTable.Content.LINUX));
    }

    @Test
    void a_guid_table_with_room_for_grub_is_for_bios_too() {
        assertThat(PartitionTable.parse(gpt(true, EFI_SYSTEM, BIOS_BOOT, LINUX)))
                .isEqualTo(table(true, true, PartitionTable.Content.LINUX));
        assertThat(PartitionTable.parse(gpt(true, LINUX))).isEqualTo(table(true, false, PartitionTable.Content.LINUX));
    }

    @Test
    void any_bytes_are_a_table() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] disk = gpt(true, EFI_SYSTEM, LINUX);
            for (int k = 0; k < 12; k++) {
                disk[512 + random.nextInt(700)] = (byte) random.nextInt();
            }
            assertThat(PartitionTable.parse(disk).content()).isNotNull();
        }
    }
}
