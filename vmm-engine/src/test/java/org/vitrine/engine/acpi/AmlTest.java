package org.vitrine.engine.acpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrine.engine.acpi.Aml.bits;
import static org.vitrine.engine.acpi.Aml.buffer;
import static org.vitrine.engine.acpi.Aml.createDwordField;
import static org.vitrine.engine.acpi.Aml.device;
import static org.vitrine.engine.acpi.Aml.eisaId;
import static org.vitrine.engine.acpi.Aml.field;
import static org.vitrine.engine.acpi.Aml.gap;
import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.method;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.operationRegion;
import static org.vitrine.engine.acpi.Aml.packageOf;
import static org.vitrine.engine.acpi.Aml.packageOfIntegers;
import static org.vitrine.engine.acpi.Aml.scope;
import static org.vitrine.engine.acpi.Aml.serializedMethod;
import static org.vitrine.engine.acpi.Aml.string;
import static org.vitrine.engine.acpi.Aml.toUuid;
import static org.vitrine.engine.acpi.AmlCode.add;
import static org.vitrine.engine.acpi.AmlCode.and;
import static org.vitrine.engine.acpi.AmlCode.arg;
import static org.vitrine.engine.acpi.AmlCode.call;
import static org.vitrine.engine.acpi.AmlCode.increment;
import static org.vitrine.engine.acpi.AmlCode.lAnd;
import static org.vitrine.engine.acpi.AmlCode.lEqual;
import static org.vitrine.engine.acpi.AmlCode.lGreater;
import static org.vitrine.engine.acpi.AmlCode.lLess;
import static org.vitrine.engine.acpi.AmlCode.lNotEqual;
import static org.vitrine.engine.acpi.AmlCode.lOr;
import static org.vitrine.engine.acpi.AmlCode.local;
import static org.vitrine.engine.acpi.AmlCode.loop;
import static org.vitrine.engine.acpi.AmlCode.object;
import static org.vitrine.engine.acpi.AmlCode.or;
import static org.vitrine.engine.acpi.AmlCode.otherwise;
import static org.vitrine.engine.acpi.AmlCode.returns;
import static org.vitrine.engine.acpi.AmlCode.shiftLeft;
import static org.vitrine.engine.acpi.AmlCode.shiftRight;
import static org.vitrine.engine.acpi.AmlCode.sizeOf;
import static org.vitrine.engine.acpi.AmlCode.store;
import static org.vitrine.engine.acpi.AmlCode.subtract;
import static org.vitrine.engine.acpi.AmlCode.when;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmlTest {
    @TempDir
    Path directory;

    private static String hex(Term... terms) {
        return HexFormat.of().formatHex(AmlWriter.encode(terms));
    }

    /** Compiles a definition block with both ways of {@code iasl}, and answers its ASL without white space. */
    private String asl(Term... terms) {
        byte[] table = AcpiTable.of("DSDT", 2, AmlWriter.encode(terms));
        return new Iasl(directory)
                .roundTrip("dsdt", table)
                .source()
                .replaceAll("//.*|/\\*.*?\\*/", "")
                .replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "2, 0a02",
        "0xff, 0aff",
        "0x100, 0b0001",
        "0xffff, 0bffff",
        "0x10000, 0c00000100",
        "0xffffffff, 0cffffffff",
        "0x100000000, 0e0000000001000000"
    })
    void integers_take_the_shortest_form(String value, String encoding) {
        assertThat(hex(integer(Long.decode(value)))).isEqualTo(encoding);
    }

    @Test
    void a_negative_integer_is_a_quad_word() {
        assertThat(hex(integer(-1))).isEqualTo("0effffffffffffffff");
    }

    @ParameterizedTest
    @CsvSource({
        "A, 415f5f5f",
        "_SB.PCI0, 2e5f53425f50434930",
        "'\\_SB.PCI0.ISA', 5c2f035f53425f504349304953415f",
        "'\\', 5c00",
        "^^AB12, 5e5e41423132"
    })
    void names_are_padded_and_counted(String path, String encoding) {
        assertThat(hex(object(path))).isEqualTo(encoding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcd", "ABCDE", "1ABC", "A..B", "A.", "\\^A", "A^B", "A B"})
    void a_path_that_cannot_be_is_refused(String path) {
        assertThatThrownBy(() -> AmlWriter.encode(object(path))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0f",
        "58, 3f",
        "59, 4104",
        "1000, 4e3e",
        "4089, 4fff",
        "4090, 810001",
        "70000, 871711",
    })
    void a_package_length_counts_itself(int content, String length) {
        byte[] padding = new byte[content];

        String encoding = hex(scope("ABCD", out -> out.bytes(padding)));

        assertThat(encoding)
                .startsWith("10" + length + "41424344")
                .hasSize(2 * (1 + length.length() / 2 + 4 + content));
    }

    @Test
    void a_package_of_four_length_bytes_is_encoded() {
        byte[] padding = new byte[0x100000];

        assertThat(hex(scope("ABCD", out -> out.bytes(padding)))).startsWith("10c8000001" + "41424344");
    }

    @Test
    void a_field_length_does_not_count_itself() {
        assertThat(hex(bits("ABCD", 63))).isEqualTo("414243443f");
        assertThat(hex(bits("ABCD", 64))).isEqualTo("414243444004");
        assertThat(hex(gap(4096))).isEqualTo("00800001");
    }

    @Test
    void eisa_ids_are_compressed() {
        assertThat(hex(eisaId("PNP0A08"))).isEqualTo("0c41d00a08");
        assertThat(hex(eisaId("PNP0C0F"))).isEqualTo("0c41d00c0f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PNP0A0", "PNP0A0G", "pnp0A08", "ACPI0007"})
    void an_id_that_is_not_of_eisa_form_is_refused(String id) {
        assertThatThrownBy(() -> eisaId(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void uuids_are_mixed_endian() {
        assertThat(hex(toUuid("33db4d5b-1ff7-401c-9657-7441c03dd766")))
                .isEqualTo("11130a10" + "5b4ddb33f71f1c4096577441c03dd766");
    }

    @Test
    void arguments_and_locals_have_their_bounds() {
        assertThatThrownBy(() -> arg(7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> local(8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> method("ABCD", 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> string("ü")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packageOf(new Term[256])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void definitions_mean_what_they_say() {
        assertThat(asl(scope(
                        "\\_SB",
                        device(
                                "DEV0",
                                name("_HID", eisaId("PNP0C02")),
                                name("_UID", string("one")),
                                name("NUMB", integer(0x1234567890L)),
                                name("LIST", packageOf(string("a"), packageOfIntegers(1, 2, 300))),
                                name("BUFF", buffer(new byte[] {1, 2, 3})),
                                operationRegion("REGN", Aml.RegionSpace.SYSTEM_IO, 0x505, 4),
                                field("REGN", Aml.AccessType.BYTE, bits("LOW", 8), gap(8), bits("HIGH", 4))))))
                .contains(
                        "Scope(\\_SB)",
                        "Device(DEV0)",
                        "Name(_HID,EisaId(\"PNP0C02\"))",
                        "Name(_UID,\"one\")",
                        "Name(NUMB,0x0000001234567890)",
                        "Name(LIST,Package(0x02){\"a\",Package(0x03){One,0x02,0x012C}})",
                        "Name(BUFF,Buffer(0x03){0x01,0x02,0x03})",
                        "OperationRegion(REGN,SystemIO,0x0505,0x04)",
                        "Field(REGN,ByteAcc,NoLock,Preserve){LOW,8,Offset(0x02),HIGH,4}");
    }

    @Test
    void code_means_what_it_says() {
        String source = asl(
                name("FLAG", integer(0)),
                device("DEV0", name("_HID", eisaId("PNP0C02"))),
                method("ADDS", 2, returns(add(arg(0), arg(1)))),
                serializedMethod(
                        "DOIT",
                        3,
                        name("TEMP", buffer(new byte[8])),
                        createDwordField(object("TEMP"), 4, "HALF"),
                        store(integer(0), local(1)),
                        store(call("ADDS", arg(0), integer(5)), local(0)),
                        or(local(0), integer(0x80), object("HALF")),
                        and(arg(1), integer(0xf), local(2)),
                        add(local(2), integer(1), local(3)),
                        when(
                                lAnd(
                                        lEqual(local(0), integer(7)),
                                        lOr(lLess(arg(1), arg(2)), lGreater(arg(1), integer(9)))),
                                shiftLeft(arg(0), integer(3), object("FLAG"))),
                        otherwise(shiftRight(arg(0), integer(3), object("FLAG"))),
                        loop(lNotEqual(local(1), sizeOf(object("TEMP"))), increment(local(1))),
                        AmlCode.notify(object("\\DEV0"), 0x80),
                        returns(subtract(and(object("FLAG"), integer(0xf)), or(local(1), integer(1))))));

        assertThat(source)
                .contains(
                        "Method(ADDS,2,NotSerialized){Return((Arg0+Arg1))}",
                        "Method(DOIT,3,Serialized)",
                        "CreateDWordField(TEMP,0x04,HALF)",
                        "Local0=ADDS(Arg0,0x05)",
                        "HALF=(Local0|0x80)",
                        "Local2=(Arg1&0x0F)",
                        "Local3=(Local2+One)",
                        "If(((Local0==0x07)&&((Arg1<Arg2)||(Arg1>0x09)))){FLAG=(Arg0<<0x03)}Else{FLAG=(Arg0>>0x03)}",
                        "While((Local1!=SizeOf(TEMP))){Local1++}",
                        "Notify(\\DEV0,0x80)",
                        "Return(((FLAG&0x0F)-(Local1|One)))");
    }

    @Test
    void resources_mean_what_they_say() {
        Expression resources = new ResourceTemplate()
                .wordBusNumber(0, 0xff)
                .io(0xcf8, 8)
                .wordIo(0xd00, 0xffff)
                .dwordMemory(ResourceTemplate.Caching.CACHEABLE, 0xa0000, 0xbffff)
                .dwordMemory(ResourceTemplate.Caching.NON_CACHEABLE, 0xc0000000L, 0xfebfffffL)
                .qwordMemory(ResourceTemplate.Caching.PREFETCHABLE, 0x1_0000_0000L, 0xff_ffff_ffffL)
                .memory32Fixed(0xfed00000L, 0x400)
                .irqNoFlags(8)
                .interrupt(5, 10, 11)
                .build();

        assertThat(asl(device("DEV0", name("_HID", eisaId("PNP0A08")), name("_CRS", resources))))
                .contains(
                        "WordBusNumber(ResourceProducer,MinFixed,MaxFixed,PosDecode,0x0000,0x0000,0x00FF,0x0000,0x0100,",
                        "IO(Decode16,0x0CF8,0x0CF8,0x01,0x08,)",
                        "WordIO(ResourceProducer,MinFixed,MaxFixed,PosDecode,EntireRange,0x0000,0x0D00,0xFFFF,0x0000,0xF300,",
                        "DWordMemory(ResourceProducer,PosDecode,MinFixed,MaxFixed,Cacheable,ReadWrite,0x00000000,0x000A0000,0x000BFFFF,0x00000000,0x00020000,",
                        "DWordMemory(ResourceProducer,PosDecode,MinFixed,MaxFixed,NonCacheable,ReadWrite,0x00000000,0xC0000000,0xFEBFFFFF,0x00000000,0x3EC00000,",
                        "QWordMemory(ResourceProducer,PosDecode,MinFixed,MaxFixed,Prefetchable,ReadWrite,0x0000000000000000,0x0000000100000000,0x000000FFFFFFFFFF,0x0000000000000000,0x000000FF00000000,",
                        "Memory32Fixed(ReadWrite,0xFED00000,0x00000400,)",
                        "IRQNoFlags(){8}",
                        "Interrupt(ResourceConsumer,Level,ActiveHigh,Shared,,,){0x00000005,0x0000000A,0x0000000B,}");
    }

    @Test
    void a_table_sums_to_zero() {
        byte[] content = new byte[100];
        Arrays.fill(content, (byte) 0x5a);

        byte[] table = AcpiTable.of("TEST", 3, content);

        assertThat(AcpiTable.sum(table, 0, table.length)).isZero();
        assertThat(HexFormat.of().formatHex(table, 0, 9)).isEqualTo("54455354" + "88000000" + "03");
    }
}
