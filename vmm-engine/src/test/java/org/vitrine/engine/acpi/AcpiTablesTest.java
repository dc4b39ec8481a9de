package org.vitrine.engine.acpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;

class AcpiTablesTest {
    private static final long END = 0x8000_0000L;
    private static final AcpiConfig CONFIG = new AcpiConfig(
            Board.Q35,
            Processor.ofCores(4),
            4L << 30,
            40,
            List.of(new AcpiConfig.RootPort(3, 0), new AcpiConfig.RootPort(3, 1)));

    @TempDir
    Path directory;

    private final AcpiTables.Linked linked = AcpiTables.of(CONFIG).linkBelow(END);

    private static AcpiConfig cpus(int cpus) {
        return new AcpiConfig(Board.Q35, Processor.ofCores(cpus), 1L << 30, 40, List.of());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] tableAt(AcpiTables.Linked linked, long address) {
        int offset = (int) (address - linked.address());
        int length = little(linked.bytes()).getInt(offset + 4);
        return Arrays.copyOfRange(linked.bytes(), offset, offset + length);
    }

    private static String signature(byte[] table) {
        return new String(table, 0, 4, StandardCharsets.US_ASCII);
    }

    /** Follows the pointers as an operating system does. */
    private static Map<String, byte[]> tables(AcpiTables.Linked linked) {
        Map<String, byte[]> tables = new LinkedHashMap<>();
        byte[] xsdt = tableAt(linked, little(linked.rsdp()).getLong(24));
        tables.put(signature(xsdt), xsdt);
        for (int at = 36; at < xsdt.length; at += 8) {
            byte[] table = tableAt(linked, little(xsdt).getLong(at));
            tables.put(signature(table), table);
        }
        byte[] fadt = tables.get("FACP");
        tables.put("FACS", tableAt(linked, Integer.toUnsignedLong(little(fadt).getInt(36))));
        tables.put("DSDT", tableAt(linked, little(fadt).getLong(140)));
        return tables;
    }

    private static String unspaced(String source) {
        return source.replaceAll("//.*|/\\*.*?\\*/", "").replaceAll("\\s+", "");
    }

    private String dsdtSource(AcpiConfig config) {
        byte[] dsdt = tables(AcpiTables.of(config).linkBelow(END)).get("DSDT");
        return unspaced(new Iasl(directory).roundTrip("dsdt", dsdt).source());
    }

    @Test
    void every_table_is_reached_from_the_rsdp_and_sums_to_zero() {
        Map<String, byte[]> tables = tables(linked);

        assertThat(tables.keySet())
                .containsExactlyInAnyOrder("XSDT", "FACP", "APIC", "HPET", "MCFG", "WAET", "FACS", "DSDT");
        tables.forEach((name, table) -> {
            if (!name.equals("FACS")) {
                assertThat(AcpiTable.sum(table, 0, table.length)).as(name).isZero();
            }
        });
    }

    @Test
    void the_rsdp_has_both_sums_and_lies_where_it_says() {
        byte[] rsdp = linked.rsdp();
        int offset = (int) (linked.rsdpAddress() - linked.address());

        assertThat(new String(rsdp, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("RSD PTR ");
        assertThat(rsdp[15]).isEqualTo((byte) 2);
        assertThat(AcpiTable.sum(rsdp, 0, 20)).isZero();
        assertThat(AcpiTable.sum(rsdp, 0, 36)).isZero();
        assertThat(linked.rsdpAddress() % 16).isZero();
        assertThat(Arrays.copyOfRange(linked.bytes(), offset, offset + 36)).isEqualTo(rsdp);
    }

    @Test
    void the_rsdt_lists_what_the_xsdt_lists() {
        byte[] rsdt =
                tableAt(linked, Integer.toUnsignedLong(little(linked.rsdp()).getInt(16)));
        byte[] xsdt = tables(linked).get("XSDT");

        List<Long> fromRsdt = new ArrayList<>();
        List<Long> fromXsdt = new ArrayList<>();
        for (int at = 36; at < rsdt.length; at += 4) {
            fromRsdt.add(Integer.toUnsignedLong(little(rsdt).getInt(at)));
        }
        for (int at = 36; at < xsdt.length; at += 8) {
            fromXsdt.add(little(xsdt).getLong(at));
        }
        assertThat(fromRsdt).hasSize(5).isEqualTo(fromXsdt);
        assertThat(AcpiTable.sum(rsdt, 0, rsdt.length)).isZero();
    }

    @Test
    void linked_tables_fill_pages_below_the_end() {
        assertThat(linked.address() % 4096).isZero();
        assertThat(linked.address() + linked.bytes().length).isEqualTo(END);
        assertThat(little(tables(linked).get("FACP")).getInt(36) % 64)
                .as("FACS")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 0x8000_0001L, 0x1_0000_1000L, -4096})
    void tables_do_not_go_where_there_is_no_room(long end) {
        AcpiTables tables = AcpiTables.of(CONFIG);

        assertThatThrownBy(() -> tables.linkBelow(end)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What SeaBIOS's and OVMF's loaders do with the three files. */
    private static Map<String, byte[]> load(Map<String, byte[]> files, Map<String, Long> addresses) {
        Map<String, byte[]> loaded = new HashMap<>();
        ByteBuffer script = little(files.get("etc/table-loader"));
        while (script.hasRemaining()) {
            ByteBuffer entry = script.slice(script.position(), 128).order(ByteOrder.LITTLE_ENDIAN);
            script.position(script.position() + 128);
            switch (entry.getInt()) {
                case 1 -> {
                    String file = file(entry);
                    assertThat(addresses.get(file) % entry.getInt()).isZero();
                    assertThat(entry.get()).isEqualTo((byte) (file.equals("etc/acpi/rsdp") ? 2 : 1));
                    loaded.put(file, files.get(file).clone());
                }
                case 2 -> {
                    ByteBuffer destination = little(loaded.get(file(entry)));
                    long source = addresses.get(file(entry));
                    int offset = entry.getInt();
                    if (entry.get() == 8) {
                        destination.putLong(offset, destination.getLong(offset) + source);
                    } else {
                        destination.putInt(offset, destination.getInt(offset) + (int) source);
                    }
                }
                case 3 -> {
                    byte[] content = loaded.get(file(entry));
                    int offset = entry.getInt();
                    content[offset] -= (byte) AcpiTable.sum(content, entry.getInt(), entry.getInt());
                }
                default -> throw new AssertionError("unknown command");
            }
        }
        return loaded;
    }

    private static String file(ByteBuffer entry) {
        byte[] name = new byte[56];
        entry.get(name);
        return new String(name, StandardCharsets.US_ASCII).trim();
    }

    @Test
    void a_loader_makes_the_same_tables_of_the_files() {
        Map<String, byte[]> loaded = load(
                AcpiTables.of(CONFIG).files(), Map.of("etc/acpi/tables", linked.address(), "etc/acpi/rsdp", 0xf_5a10L));

        byte[] tables = loaded.get("etc/acpi/tables");
        assertThat(tables).isEqualTo(Arrays.copyOf(linked.bytes(), tables.length));
        assertThat(loaded.get("etc/acpi/rsdp")).isEqualTo(linked.rsdp());
    }

    @Test
    void iasl_takes_every_table_apart_and_makes_the_same_again() {
        Iasl iasl = new Iasl(directory);

        tables(linked).forEach((name, table) -> {
            Iasl.Verdict verdict = iasl.roundTrip(name.toLowerCase(java.util.Locale.ROOT), table);
            assertThat(verdict.messages()).as(name).contains(" 0 Warnings");
        });
    }

    @Test
    void iasl_takes_the_largest_machine_too() {
        List<AcpiConfig.RootPort> ports = new ArrayList<>();
        for (int device = 1; device < 31; device++) {
            ports.add(new AcpiConfig.RootPort(device, 7));
        }
        AcpiConfig largest = new AcpiConfig(Board.Q35, Processor.ofCores(64), 1L << 42, 52, ports);

        assertThat(dsdtSource(largest)).contains("Device(C03F)", "Device(RPF7)");
    }

    @Test
    void the_host_bridge_hands_on_the_windows_of_the_board() {
        assertThat(dsdtSource(CONFIG))
                .contains(
                        "Name(_HID,EisaId(\"PNP0A08\"))Name(_CID,EisaId(\"PNP0A03\"))",
                        "0x0000,0x0000,0x00FF,0x0000,0x0100,",
                        "IO(Decode16,0x0CF8,0x0CF8,0x01,0x08,)",
                        "0x000A0000,0x000BFFFF",
                        "0x80000000,0xAFFFFFFF",
                        "0xC0000000,0xFEBFFFFF",
                        "0x0000000180000000,0x000000FFFFFFFFFF");
    }

    @Test
    void tables_follow_the_configuration_space_and_stay_as_long_as_they_are() {
        AcpiConfig moved = CONFIG.on(Board.Q35.withPciExpressBase(0xe000_0000L));

        assertThat(AcpiTables.of(moved).files().get(AcpiTables.TABLES_FILE))
                .hasSameSizeAs(AcpiTables.of(CONFIG).files().get(AcpiTables.TABLES_FILE));
        assertThat(dsdtSource(moved)).contains("0x80000000,0xDFFFFFFF", "0xF0000000,0xFEBFFFFF");
        assertThat(little(tables(AcpiTables.of(moved).linkBelow(END)).get("MCFG"))
                        .getLong(44))
                .isEqualTo(0xe000_0000L);
    }

    @Test
    void there_is_no_high_window_where_addresses_end_with_ram() {
        assertThat(dsdtSource(new AcpiConfig(Board.Q35, Processor.ofCores(1), 1L << 30, 32, List.of())))
                .doesNotContain("QWordMemory");
    }

    @Test
    void legacy_devices_and_root_ports_are_in_the_name_space() {
        assertThat(dsdtSource(CONFIG))
                .contains(
                        "Device(LPC){Name(_ADR,0x001F0000)OperationRegion(LPCC,PCI_Config,0x60,0x0C)",
                        "PRQA,8,PRQB,8,PRQC,8,PRQD,8,Offset(0x08),PRQE,8,PRQF,8,PRQG,8,PRQH,8",
                        "EisaId(\"PNP0303\")",
                        "EisaId(\"PNP0F13\")",
                        "EisaId(\"PNP0501\")",
                        "EisaId(\"PNP0B00\")",
                        "EisaId(\"PNP0103\")",
                        "Memory32Fixed(ReadWrite,0xB0000000,0x10000000,)",
                        "\"QEMU0001\"",
                        "IO(Decode16,0x0505,0x0505,0x01,0x01,)",
                        "\"QEMU0002\"",
                        "Device(RP18){Name(_ADR,0x00030000)}Device(RP19){Name(_ADR,0x00030001)}",
                        "Device(C003){Name(_HID,\"ACPI0007\")Name(_UID,0x03)}",
                        "Name(\\_S5,Package(0x04){Zero,Zero,Zero,Zero})");
    }

    @Test
    void the_routing_tables_name_links_for_either_interrupt_controller() {
        String source = dsdtSource(CONFIG);

        assertThat(source)
                .contains(
                        "Package(0x04){0x0001FFFF,Zero,\\_SB.LNKF,Zero}",
                        "Package(0x04){0x0001FFFF,Zero,\\_SB.GSIF,Zero}",
                        "Package(0x04){0x001FFFFF,One,\\_SB.LNKB,Zero}",
                        "Method(_PRT,0,NotSerialized){If(\\PICF){Return(PRTA)}Return(PRTP)}",
                        "Device(GSIA){Name(_HID,EisaId(\"PNP0C0F\"))Name(_UID,0x10)Name(_PRS,ResourceTemplate(){Interrupt(ResourceConsumer,Level,ActiveHigh,Shared,,,){0x00000010,}})");
        assertThat(source.split("FFFF,(Zero|One|0x02|0x03),", -1).length - 1).isEqualTo(2 * 32 * 4);
    }

    @Test
    void every_processor_has_a_local_apic_of_its_number() {
        ByteBuffer madt = little(tables(AcpiTables.of(cpus(64)).linkBelow(END)).get("APIC"));

        assertThat(madt.getInt(36)).isEqualTo(0xfee0_0000);
        assertThat(madt.getInt(40)).isOne();
        madt.position(44);
        for (int cpu = 0; cpu < 64; cpu++) {
            assertThat(madt.getShort()).isEqualTo((short) 0x0800);
            assertThat(madt.getShort()).isEqualTo((short) (cpu << 8 | cpu));
            assertThat(madt.getInt()).isOne();
        }
        assertThat(madt.getInt()).as("I/O APIC 0").isEqualTo(0x0c01);
        assertThat(madt.getInt()).isEqualTo(0xfec0_0000);
        assertThat(madt.getInt()).isZero();
        assertThat(overrides(madt)).containsExactly("0>2:0", "5>5:d", "9>9:d", "10>10:d", "11>11:d");
        byte[] nmi = new byte[6];
        madt.get(nmi);
        assertThat(nmi).containsExactly(4, 6, 0xff, 0, 0, 1);
        assertThat(madt.hasRemaining()).isFalse();
    }

    private static List<String> overrides(ByteBuffer madt) {
        List<String> overrides = new ArrayList<>();
        while (madt.get(madt.position()) == 2) {
            madt.position(madt.position() + 3);
            overrides.add("%d>%d:%x".formatted(madt.get(), madt.getInt(), madt.getShort()));
        }
        return overrides;
    }

    @Test
    void the_fadt_names_the_blocks_of_the_board() {
        ByteBuffer fadt = little(tables(linked).get("FACP"));

        assertThat(fadt.getShort(46)).as("SCI").isEqualTo((short) 9);
        assertThat(fadt.getInt(48)).as("SMI command").isEqualTo(0xb2);
        assertThat(fadt.getInt(56)).isEqualTo(0x600);
        assertThat(fadt.getInt(64)).isEqualTo(0x604);
        assertThat(fadt.getInt(76)).isEqualTo(0x608);
        assertThat(fadt.getInt(80)).isEqualTo(0x620);
        assertThat(fadt.getLong(88) & 0xff_ffff_ffffL).as("lengths").isEqualTo(0x10_0400_0204L);
        assertThat(fadt.getShort(109)).as("boot architecture").isEqualTo((short) 3);
        assertThat(fadt.getLong(120)).as("reset port").isEqualTo(0xcf9);
        assertThat(fadt.get(128)).as("reset value").isEqualTo((byte) 0x0f);
        assertThat(fadt.getLong(152)).isEqualTo(0x600);
        assertThat(fadt.getLong(176)).isEqualTo(0x604);
        assertThat(fadt.getLong(212)).isEqualTo(0x608);
        assertThat(fadt.getLong(224)).isEqualTo(0x620);
    }

    @Test
    void more_than_eight_processors_ask_for_clustered_destinations() {
        assertThat(little(tables(AcpiTables.of(cpus(8)).linkBelow(END)).get("FACP"))
                                        .getInt(112)
                                >> 18
                        & 1)
                .isZero();
        assertThat(little(tables(AcpiTables.of(cpus(9)).linkBelow(END)).get("FACP"))
                                        .getInt(112)
                                >> 18
                        & 1)
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, -1})
    void a_number_of_processors_that_the_tables_cannot_describe_is_refused(int cpus) {
        assertThatThrownBy(() -> cpus(cpus)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_madt_has_the_ids_that_the_cpus_have() {
        AcpiConfig sockets = new AcpiConfig(Board.Q35, new Processor(2, 3, 1), 1L << 30, 40, List.of());
        ByteBuffer madt = little(tables(AcpiTables.of(sockets).linkBelow(END)).get("APIC"));

        for (int cpu = 0; cpu < 6; cpu++) {
            assertThat(madt.get(44 + 8 * cpu + 2)).as("UID").isEqualTo((byte) cpu);
            assertThat(madt.get(44 + 8 * cpu + 3)).as("id").isEqualTo((byte) (cpu / 3 * 4 + cpu % 3));
        }
    }
}
