package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;

class SmbiosTest {
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private record Structure(int type, int handle, ByteBuffer fields, List<String> strings) {}

    private static Smbios machine(long memory) {
        return new Smbios(Board.Q35, ID, "My machine", new Processor(1, 4, 1), memory);
    }

    private static byte[] table(long memory) {
        return machine(memory).files().get("etc/smbios/smbios-tables");
    }

    private static List<Structure> parse(byte[] table) {
        List<Structure> structures = new ArrayList<>();
        for (int at = 0; at < table.length; ) {
            ByteBuffer fields =
                    ByteBuffer.wrap(table, at, table[at + 1]).slice().order(ByteOrder.LITTLE_ENDIAN);
            List<String> strings = new ArrayList<>();
            int text = at + fields.capacity();
            while (table[text] != 0) {
                int start = text;
                while (table[text] != 0) {
                    text++;
                }
                strings.add(new String(table, start, text - start, StandardCharsets.US_ASCII));
                text++;
            }
            at = text + (strings.isEmpty() ? 2 : 1);
            structures.add(new Structure(fields.get(0), fields.getShort(2) & 0xffff, fields, strings));
        }
        return structures;
    }

    private static Structure only(byte[] table, int type) {
        return parse(table).stream().filter(s -> s.type == type).findFirst().orElseThrow();
    }

    private static int sum(byte[] bytes, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    @Test
    void the_structures_of_a_machine_are_there_with_the_lengths_of_version_2_8() {
        assertThat(parse(table(1L << 30)))
                .extracting(s -> s.type + ":" + s.fields.capacity())
                .containsExactly("1:27", "2:15", "3:22", "4:42", "16:23", "17:40", "19:31", "32:11", "127:4");
    }

    @Test
    void handles_are_unique() {
        assertThat(parse(table(1L << 40))).extracting(Structure::handle).doesNotHaveDuplicates();
    }

    @Test
    void the_uuid_has_its_first_groups_in_little_endian() {
        byte[] uuid = new byte[16];
        only(table(1L << 30), 1).fields.get(8, uuid);

        assertThat(uuid).isEqualTo(new byte[] {
            0x33,
            0x22,
            0x11,
            0,
            0x55,
            0x44,
            0x77,
            0x66,
            (byte) 0x88,
            (byte) 0x99,
            (byte) 0xaa,
            (byte) 0xbb,
            (byte) 0xcc,
            (byte) 0xdd,
            (byte) 0xee,
            (byte) 0xff
        });
        assertThat(only(table(1L << 30), 1).strings)
                .containsExactly("Vitrine", "Virtual Machine", "Q35", "Virtual Machine");
    }

    @Test
    void the_processor_has_a_core_for_each_vcpu() {
        ByteBuffer processor = only(table(1L << 30), 4).fields;

        assertThat(processor.get(0x23)).isEqualTo((byte) 4);
        assertThat(processor.get(0x24)).isEqualTo((byte) 4);
        assertThat(processor.get(0x25)).isEqualTo((byte) 4);
    }

    @Test
    void sockets_are_processors_with_their_cores_and_threads() {
        byte[] table = new Smbios(Board.Q35, ID, "m", new Processor(2, 3, 2), 1L << 30)
                .files()
                .get("etc/smbios/smbios-tables");
        List<Structure> processors =
                parse(table).stream().filter(s -> s.type == 4).toList();

        assertThat(processors).extracting(s -> s.strings.getFirst()).containsExactly("CPU 0", "CPU 1");
        assertThat(processors).extracting(s -> (int) s.fields.get(0x23)).containsExactly(3, 3);
        assertThat(processors).extracting(s -> (int) s.fields.get(0x25)).containsExactly(6, 6);
        assertThat(parse(table)).extracting(Structure::handle).doesNotHaveDuplicates();
    }

    @Test
    void the_machines_name_is_the_enclosures_asset_tag_as_far_as_it_can_be() {
        assertThat(only(table(1L << 30), 3).strings).containsExactly("Vitrine", "1", "My machine");
        Smbios odd = new Smbios(Board.Q35, ID, "Bär".repeat(50), new Processor(1, 1, 1), 1L << 30);
        Structure chassis = only(odd.files().get("etc/smbios/smbios-tables"), 3);

        assertThat(chassis.strings.getLast()).hasSize(64).startsWith("B?rB?r");
    }

    @Test
    void memory_is_in_modules_of_at_most_16_gib() {
        List<Structure> modules =
                parse(table(40L << 30)).stream().filter(s -> s.type == 17).toList();

        assertThat(modules).extracting(s -> (int) s.fields.getShort(0x0c)).containsExactly(16384, 16384, 8192);
        assertThat(modules).extracting(s -> s.strings.getFirst()).containsExactly("DIMM 0", "DIMM 1", "DIMM 2");
        assertThat(only(table(40L << 30), 16).fields.getInt(7)).isEqualTo(40 << 20);
    }

    @Test
    void very_much_memory_uses_the_extended_fields() {
        byte[] table = table(16L << 40);
        Structure last = parse(table).stream()
                .filter(s -> s.type == 17)
                .reduce((a, b) -> b)
                .orElseThrow();
        Structure high = parse(table).stream()
                .filter(s -> s.type == 19)
                .reduce((a, b) -> b)
                .orElseThrow();

        assertThat(only(table, 16).fields.getInt(7)).isEqualTo(0x8000_0000);
        assertThat(only(table, 16).fields.getLong(15)).isEqualTo(16L << 40);
        assertThat(last.fields.getShort(0x0c)).isEqualTo((short) 0x7fff);
        assertThat(last.fields.getInt(0x1c)).isEqualTo((16 << 20) - 255 * 16384);
        assertThat(high.fields.getInt(4)).isEqualTo(-1);
        assertThat(high.fields.getLong(15)).isEqualTo(1L << 32);
        assertThat(high.fields.getLong(23)).isEqualTo((1L << 32) + (16L << 40) - (2L << 30) - 1);
    }

    @Test
    void memory_below_and_above_4_gib_is_mapped_apart() {
        List<Structure> ranges =
                parse(table(3L << 30)).stream().filter(s -> s.type == 19).toList();

        assertThat(ranges).extracting(s -> s.fields.getInt(4)).containsExactly(0, 4 << 20);
        assertThat(ranges).extracting(s -> s.fields.getInt(8)).containsExactly((2 << 20) - 1, (5 << 20) - 1);
    }

    @Test
    void the_anchor_describes_the_table_and_sums_to_zero() {
        Map<String, byte[]> files = machine(3L << 30).files();
        byte[] anchor = files.get("etc/smbios/smbios-anchor");
        byte[] table = files.get("etc/smbios/smbios-tables");
        ByteBuffer fields = ByteBuffer.wrap(anchor).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(anchor).hasSize(31).startsWith('_', 'S', 'M', '_');
        assertThat(sum(anchor, 0, 31)).isZero();
        assertThat(sum(anchor, 16, 31)).isZero();
        assertThat(fields.getShort(22)).isEqualTo((short) table.length);
        assertThat(fields.getShort(28)).isEqualTo((short) parse(table).size());
    }

    @Test
    void placed_tables_have_their_address_and_describe_the_firmware_too() {
        byte[] placed = machine(1L << 30).placedAt(0xf_0000);
        ByteBuffer anchor = ByteBuffer.wrap(placed).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(anchor.getInt(24)).isEqualTo(0xf_0020);
        assertThat(sum(placed, 0, 31)).isZero();
        List<Structure> structures = parse(Arrays.copyOfRange(placed, 32, placed.length));
        assertThat(structures.getFirst().type).isZero();
        assertThat(structures.getFirst().fields.capacity()).isEqualTo(24);
        assertThat(structures.getLast().type).isEqualTo(127);
    }
}
