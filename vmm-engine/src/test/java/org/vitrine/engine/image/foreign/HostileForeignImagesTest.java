package org.vitrine.engine.image.foreign;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.qcow2.Qemu;

/** Images of others that lie: each answer is one sentence, given before anything large is read or made. */
class HostileForeignImagesTest {
    private static final int SIZE = 3 << 20;
    private static final Map<String, byte[]> SOUND = new HashMap<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeImages() throws IOException {
        byte[] disk = new byte[SIZE];
        Random random = new Random(9);
        for (int i = 100_000; i < SIZE; i++) {
            disk[i] = (byte) random.nextInt(8);
        }
        Path raw = directory.resolve("raw");
        Files.write(raw, disk);
        make(raw, "vdi", "vdi", "static=off");
        make(raw, "vpc", "vpc", "subformat=dynamic,force_size=on");
        make(raw, "vhdx", "vhdx", "block_size=1M");
        make(raw, "vmdk", "vmdk", "subformat=monolithicSparse");
        make(raw, "stream", "vmdk", "subformat=streamOptimized");
        SOUND.put("stream", StreamFooter.addedTo(copy("stream")));
    }

    private static void make(Path raw, String name, String format, String options) throws IOException {
        Path path = directory.resolve(name + ".image");
        Qemu.img("convert", "-f", "raw", "-O", format, "-o", options, raw, path);
        SOUND.put(name, Files.readAllBytes(path));
    }

    private static Arguments lie(String image, String what, Consumer<ByteBuffer> change, String answer) {
        return Arguments.of(image, what, change, answer);
    }

    private static Stream<Arguments> vdi() {
        return Stream.of(
                lie("vdi", "signature", in -> in.putInt(0x40, 1), "is not a VDI image"),
                lie("vdi", "version", in -> in.putInt(0x44, 0x00020000), "of version 2.0"),
                lie("vdi", "type", in -> in.putInt(0x4c, 4), "type 4"),
                lie("vdi", "size 0", in -> in.putLong(0x170, 0), "its disk has 0 bytes"),
                lie("vdi", "size 2^63", in -> in.putLong(0x170, Long.MIN_VALUE), "not a positive multiple of 512"),
                lie("vdi", "size", in -> in.putLong(0x170, Long.MAX_VALUE - 511), "block map is too short"),
                lie("vdi", "odd size", in -> in.putLong(0x170, 513), "not a positive multiple of 512"),
                lie("vdi", "block size 0", in -> in.putInt(0x178, 0), "its blocks would have"),
                lie("vdi", "odd block size", in -> in.putInt(0x178, 12345), "its blocks would have"),
                lie("vdi", "few blocks", in -> in.putInt(0x180, 1), "block map is too short"),
                lie("vdi", "many blocks", in -> in.putInt(0x180, -1), "its block map would have 17,179,869,180 bytes"),
                lie("vdi", "map outside", in -> in.putInt(0x154, -512), "block map does not lie in the file"),
                lie("vdi", "data outside", in -> in.putInt(0x158, -512), "lies outside the file"),
                lie("vdi", "block outside", in -> in.putInt(in.getInt(0x154), 0x7fffffff), "lies outside the file"));
    }

    private static Stream<Arguments> vhd() {
        return Stream.of(
                lie("vpc", "cookie", in -> in.putInt(0, 0).putInt(in.capacity() - 512, 0), "is not a VHD image"),
                lie("vpc", "footer's sum", in -> in.putInt(64, 7), "checksum of its footer"),
                lie("vpc", "type", in -> footer(in, 60, 9), "of type 9"),
                lie("vpc", "size", in -> footer(footer(in, 48, 0x7fffffff), 52, 0xfffffe00), "table is too short"),
                lie("vpc", "size 0", in -> footer(footer(in, 48, 0), 52, 0), "its disk has 0 bytes"),
                lie("vpc", "header outside", in -> footer(in, 16, 0x7fffffff), "header does not lie in the file"),
                lie("vpc", "header's sum", in -> in.putInt(512 + 36, 1), "its header is wrong"),
                lie("vpc", "header on the footer", in -> footer(footer(in, 16, 0), 20, 0), "its header is wrong"),
                lie("vpc", "table outside", in -> header(in, 16, 0x7fffffff), "block table does not lie in the file"),
                lie("vpc", "table negative", in -> header(in, 16, -1), "block table does not lie in the file"),
                lie("vpc", "few entries", in -> header(in, 28, 1), "block table is too short"),
                lie("vpc", "many entries", in -> header(in, 28, -1), "its block table would have"),
                lie("vpc", "block size 0", in -> header(in, 32, 0), "its blocks would have"),
                lie("vpc", "odd block size", in -> header(in, 32, 12345), "its blocks would have"),
                lie("vpc", "block outside", in -> in.putInt((int) in.getLong(512 + 16), 0x7ffffff0), "lies outside"),
                lie(
                        "vpc",
                        "differencing",
                        in -> {
                            for (int i = 0; i < 5; i++) {
                                in.putChar(512 + 64 + 2 * i, "p.vhd".charAt(i));
                            }
                            footer(header(in, 24, 0x00010000), 60, 4);
                        },
                        "is a differencing VHD image over “p.vhd”"));
    }

    /** Changes a field of 4 bytes in the copy of the footer at the start, and its checksum. */
    private static ByteBuffer footer(ByteBuffer in, int at, int value) {
        return sumOfOnes(in.putInt(at, value), 0, 512, 64);
    }

    private static ByteBuffer header(ByteBuffer in, int at, int value) {
        return sumOfOnes(in.putInt(512 + at, value), 512, 1024, 512 + 36);
    }

    private static ByteBuffer sumOfOnes(ByteBuffer in, int from, int length, int field) {
        in.putInt(field, 0);
        int sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += in.get(i) & 0xff;
        }
        return in.putInt(field, ~sum);
    }

    private static Stream<Arguments> vmdk() {
        Consumer<ByteBuffer> noFooter = in -> in.putInt(in.capacity() - 1024, 0);
        Consumer<ByteBuffer> footerAtEnd = in -> in.putLong(in.capacity() - 1024 + 56, -1);
        return Stream.of(
                lie("vmdk", "magic", in -> in.putInt(0, 1), "is not a VMDK disk"),
                lie("vmdk", "version 0", in -> in.putInt(4, 0), "of version 0"),
                lie("vmdk", "version", in -> in.putInt(4, -1), "of version 4294967295"),
                lie("vmdk", "no sectors", in -> in.putLong(12, 0), "its disk has no sectors"),
                lie("vmdk", "capacity", in -> in.putLong(12, -1), "its disk would have 18446744073709551615 sectors"),
                lie("vmdk", "large", in -> in.putLong(12, 1L << 50), "grain directory does not lie in the file"),
                lie("vmdk", "grain 0", in -> in.putLong(20, 0), "its grains would have 0 sectors"),
                lie("vmdk", "odd grain", in -> in.putLong(20, 100), "its grains would have 100 sectors"),
                lie("vmdk", "huge grain", in -> in.putLong(20, 1L << 62), "its grains would have"),
                lie("vmdk", "no entries", in -> in.putInt(44, 0), "would have 0 entries"),
                lie("vmdk", "many entries", in -> in.putInt(44, -1), "would have 4294967295 entries"),
                lie("vmdk", "descriptor", in -> in.putLong(28, 1L << 60), "descriptor does not lie in the file"),
                lie("vmdk", "long descriptor", in -> in.putLong(36, -7), "descriptor does not lie in the file"),
                lie("vmdk", "directory", in -> in.putLong(56, 1L << 40), "grain directory does not lie in the file"),
                lie("vmdk", "no directory", in -> in.putLong(56, 0), "grain directory does not lie in the file"),
                lie("vmdk", "directory -2", in -> in.putLong(56, -2), "grain directory does not lie in the file"),
                lie("vmdk", "table", in -> in.putInt((int) in.getLong(56) * 512, -1), "grain table 0 lies outside"),
                lie("vmdk", "grain", in -> in.putInt(grainTable(in) + 4 * 10, -1), "grain 10 lies outside"),
                lie("vmdk", "compressed", in -> in.putInt(8, 1 << 16).putShort(77, (short) 1), "grain 1 "),
                lie("vmdk", "method", in -> in.putInt(8, 1 << 16).putShort(77, (short) 2), "not known here (2)"),
                lie("stream", "no footer", noFooter, "its footer is missing"),
                lie("stream", "footer of a footer", footerAtEnd, "its footer is missing"),
                lie("stream", "grain", in -> in.putInt(grainTable(in) + 4 * 10, -1), "grain 10 lies outside"),
                lie("stream", "long grain", in -> in.putInt(grain(in, 10) + 8, -1), "grain 10 reaches out"),
                lie("stream", "short grain", in -> in.putInt(grain(in, 10) + 8, 3), "grain 10 cannot be unpacked"),
                lie("stream", "no deflate", in -> in.putLong(grain(in, 10) + 12, -1), "grain 10 cannot be unpacked"));
    }

    private static int grainTable(ByteBuffer in) {
        long directory = in.getLong(56) == -1 ? in.getLong(in.capacity() - 1024 + 56) : in.getLong(56);
        return in.getInt((int) directory * 512) * 512;
    }

    private static int grain(ByteBuffer in, int index) {
        return in.getInt(grainTable(in) + index * 4) * 512;
    }

    private static Stream<Arguments> vhdx() {
        return Stream.of(
                lie("vhdx", "signature", in -> in.putLong(0, 1), "is not a VHDX image"),
                lie("vhdx", "headers", in -> in.putInt(64 << 10, 1).putInt(128 << 10, 1), "neither of its headers"),
                lie(
                        "vhdx",
                        "headers' sums",
                        in -> in.put((64 << 10) + 99, (byte) 1).put((128 << 10) + 99, (byte) 1),
                        "neither of its headers"),
                lie(
                        "vhdx",
                        "version",
                        in -> headers(in.putShort((64 << 10) + 66, (short) 2).putShort((128 << 10) + 66, (short) 2)),
                        "of version 2"),
                lie(
                        "vhdx",
                        "log without entries",
                        in -> log(in, VhdxFields.MIB, VhdxFields.MIB),
                        "its log is not whole"),
                lie("vhdx", "log in the header", in -> log(in, 0, VhdxFields.MIB), "its log has no place"),
                lie("vhdx", "log outside", in -> log(in, 1L << 40, VhdxFields.MIB), "log does not lie in the file"),
                lie("vhdx", "huge log", in -> log(in, VhdxFields.MIB, 0xfff00000), "its log would have"),
                lie("vhdx", "negative log", in -> log(in, -VhdxFields.MIB, VhdxFields.MIB), "its log has no place"),
                lie("vhdx", "no log", in -> log(in, VhdxFields.MIB, 0), "its log has no place"),
                lie(
                        "vhdx",
                        "regions",
                        in -> in.putInt(192 << 10, 1).putInt(256 << 10, 1),
                        "neither of its region tables"),
                lie("vhdx", "many regions", in -> regions(in, 8, -1), "4,294,967,295 regions"),
                lie("vhdx", "no regions", in -> regions(in, 8, 0), "names no block table or no metadata"),
                lie("vhdx", "one region", in -> regions(in, 8, 1), "names no block table or no metadata"),
                lie(
                        "vhdx",
                        "unknown region",
                        in -> regions(in.putInt((192 << 10) + 16 + 28, 1), 16, 7),
                        "a region that is not known here"),
                lie("vhdx", "region outside", in -> regions(in, 16 + 20, 77), "a region does not lie in the file"),
                lie("vhdx", "region negative", in -> regions(in, 16 + 20, -1), "a region does not lie in the file"),
                lie("vhdx", "region askew", in -> regions(in, 16 + 16, 512), "a region does not lie in the file"),
                lie("vhdx", "region long", in -> regions(in, 16 + 24, -1), "a region does not lie in the file"),
                lie("vhdx", "region empty", in -> regions(in, 16 + 24, 0), "a region does not lie in the file"),
                lie("vhdx", "region in the header", in -> regions(in, 16 + 16, 0), "a region lies where another is"),
                lie(
                        "vhdx",
                        "regions overlap",
                        in -> regions(in, 48 + 16, in.getInt((192 << 10) + 32)),
                        "a region lies where another is"),
                lie("vhdx", "metadata", in -> in.putLong(metadata(in), 1), "its metadata is wrong"),
                lie("vhdx", "many items", in -> in.putShort(metadata(in) + 10, (short) -1), "its metadata is wrong"),
                lie("vhdx", "no items", in -> in.putShort(metadata(in) + 10, (short) 0), "its metadata lacks an item"),
                lie("vhdx", "unknown item", in -> in.putInt(metadata(in) + 32, 1), "needs what is not known here"),
                lie("vhdx", "item in the table", in -> in.putInt(metadata(in) + 48, 0), "lies elsewhere"),
                lie("vhdx", "item outside", in -> in.putInt(metadata(in) + 48, -1), "lies elsewhere"),
                lie("vhdx", "item long", in -> in.putInt(metadata(in) + 52, -1), "lies elsewhere"),
                lie("vhdx", "item short", in -> in.putInt(metadata(in) + 52, 1), "its metadata lacks an item"),
                lie("vhdx", "block size", in -> in.putInt(item(in, 0xcaa16737), 12345), "its blocks would have"),
                lie("vhdx", "block size 0", in -> in.putInt(item(in, 0xcaa16737), 0), "its blocks would have"),
                lie("vhdx", "parent", in -> in.putInt(item(in, 0xcaa16737) + 4, 2), "is a differencing VHDX image"),
                lie("vhdx", "size 0", in -> in.putLong(item(in, 0x2fa54224), 0), "its disk has 0 bytes"),
                lie("vhdx", "size 2^63", in -> in.putLong(item(in, 0x2fa54224), Long.MIN_VALUE), "its disk has"),
                lie(
                        "vhdx",
                        "huge",
                        in -> in.putLong(item(in, 0x2fa54224), Long.MAX_VALUE - 511),
                        "its disk would have"),
                lie("vhdx", "large", in -> in.putLong(item(in, 0x2fa54224), 1L << 45), "block table is too short"),
                lie("vhdx", "sectors", in -> in.putInt(item(in, 0x8141bf1d), 4096), "sectors of 4,096 bytes"),
                lie("vhdx", "block outside", in -> in.putLong(bat(in) + 8, 1L << 40 | 6), "block 1 lies outside"),
                lie(
                        "vhdx",
                        "block negative",
                        in -> in.putLong(bat(in) + 8, Long.MIN_VALUE | 6),
                        "block 1 lies outside"),
                lie("vhdx", "block in the header", in -> in.putLong(bat(in) + 8, 6), "block 1 lies outside"),
                lie("vhdx", "block half there", in -> in.putLong(bat(in) + 8, 7), "is in the state 7"),
                lie("vhdx", "block in no state", in -> in.putLong(bat(in) + 8, 5), "is in the state 5"));
    }

    private static void crc(ByteBuffer in, int from, int length) {
        in.putInt(from + 4, 0);
        CRC32C sum = new CRC32C();
        sum.update(in.array(), from, length);
        in.putInt(from + 4, (int) sum.getValue());
    }

    private static void headers(ByteBuffer in) {
        crc(in, 64 << 10, 4096);
        crc(in, 128 << 10, 4096);
    }

    private static void log(ByteBuffer in, long offset, int length) {
        for (int header : new int[] {64 << 10, 128 << 10}) {
            in.putLong(header + 48, 77).putInt(header + 68, length).putLong(header + 72, offset);
        }
        headers(in);
    }

    private static void regions(ByteBuffer in, int at, int value) {
        in.putInt((192 << 10) + at, value);
        crc(in, 192 << 10, 64 << 10);
    }

    /** QEMU puts the block table first. */
    private static int bat(ByteBuffer in) {
        return (int) in.getLong((192 << 10) + 32);
    }

    private static int metadata(ByteBuffer in) {
        return (int) in.getLong((192 << 10) + 64);
    }

    private static int item(ByteBuffer in, int guid) {
        int at = metadata(in) + 32;
        while (in.getInt(at) != guid) {
            at += 32;
        }
        return metadata(in) + in.getInt(at + 16);
    }

    static Stream<Arguments> lies() {
        return Stream.of(vdi(), vhd(), vmdk(), vhdx()).flatMap(lies -> lies);
    }

    private static byte[] copy(String image) {
        return SOUND.getOrDefault(image, new byte[0]).clone();
    }

    private static String format(String image) {
        return image.equals("stream") ? "vmdk" : image;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lies")
    void a_lie_is_answered_with_one_sentence(String image, String what, Consumer<ByteBuffer> change, String answer) {
        byte[] bytes = copy(image);
        change.accept(
                ByteBuffer.wrap(bytes).order(image.equals("vpc") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));

        assertThatThrownBy(() -> {
                    try (BlockNode disk = ForeignOpeners.open(format(image), new MemoryFile(bytes, true))) {
                        disk.read(0, Buffers.of(new byte[(int) Math.min(disk.size(), SIZE)]));
                    }
                })
                .isInstanceOfAny(ImageException.class, IOException.class)
                .hasMessageContaining(answer)
                .hasMessageEndingWith(".");
    }
}
