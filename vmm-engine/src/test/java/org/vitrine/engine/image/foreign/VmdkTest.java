package org.vitrine.engine.image.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Qemu;
import org.vitrine.engine.image.work.ImageWork;

/** VMware disks of several files. */
class VmdkTest {
    private static final int SIZE = 1 << 20;
    private static final Optional<ImageFormat> VMDK = Optional.of(ImageFormat.VMDK);

    @TempDir
    Path directory;

    private static byte[] read(Path path) throws Exception {
        try (BlockNode image = Images.open(path, true, Optional.empty())) {
            byte[] seen = new byte[(int) image.size()];
            image.read(0, Buffers.of(seen));
            return seen;
        }
    }

    private Path describe(String... lines) throws Exception {
        Path path = directory.resolve("disk.vmdk");
        Files.writeString(
                path,
                "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"custom\"\n"
                        + String.join("\n", lines) + "\n");
        return path;
    }

    private void refused(Path path, String... words) {
        assertThatThrownBy(() -> Images.open(path, true, VMDK))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll(words)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
    void a_disk_in_pieces_of_two_gibibytes_is_read_across_them(String subformat) throws Exception {
        Path raw = directory.resolve("raw");
        byte[] data = new byte[300_000];
        new Random(3).nextBytes(data);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.setLength((5L << 30) + 512);
            for (long at : new long[] {0, (2L << 30) - 150_016, (4L << 30) - 512, (5L << 30) + 512 - data.length}) {
                file.seek(at);
                file.write(data);
            }
        }
        Path path = directory.resolve("image.vmdk");
        Qemu.img("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=" + subformat, raw, path);
        Path converted = directory.resolve("converted");
        ImageWork.convertToQcow2(path, VMDK, converted, Qcow2Options.ofSize(0), false, false, Progress.NONE);

        Qemu.img("compare", "-f", "raw", "-F", "qcow2", raw, converted);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .filteredOn(name -> name.startsWith("image-"))
                    .hasSize(3);
        }
    }

    @Test
    void extents_of_all_kinds_make_one_disk() throws Exception {
        byte[] flat = new byte[3 * 512];
        Arrays.fill(flat, 512, 3 * 512, (byte) 7);
        Files.write(directory.resolve("flat"), flat);
        Path path = describe(
                "RW 1 FLAT \"flat\" 1",
                "RW 2 ZERO",
                "RDONLY 1 VMFS \"flat\" 2",
                "# RW 9 FLAT \"none\" 0",
                "ddb.x = \"1\"");

        byte[] disk = new byte[4 * 512];
        Arrays.fill(disk, 0, 512, (byte) 7);
        Arrays.fill(disk, 3 * 512, 4 * 512, (byte) 7);
        assertThat(read(path)).isEqualTo(disk);
        assertThat(ImageWork.describe(path, Optional.empty()).format()).isEqualTo(ImageFormat.VMDK);
        assertThat(ImageWork.describe(path, VMDK).fileSize()).isGreaterThan(512);
    }

    @Test
    void compressed_extents_are_not_taken_for_each_other() throws Exception {
        for (int i = 1; i <= 2; i++) {
            byte[] disk = new byte[SIZE];
            Arrays.fill(disk, (byte) i);
            Path raw = directory.resolve("raw" + i);
            Files.write(raw, disk);
            Qemu.img(
                    "convert",
                    "-f",
                    "raw",
                    "-O",
                    "vmdk",
                    "-o",
                    "subformat=streamOptimized",
                    raw,
                    directory.resolve("s" + i));
        }
        int sectors = SIZE / 512;
        Path path = describe("RW %d SPARSE \"s1\"".formatted(sectors), "RW %d SPARSE \"s2\"".formatted(sectors));
        byte[] one = new byte[1];
        try (BlockNode image = Images.open(path, true, VMDK)) {
            for (int i = 0; i < 4; i++) {
                image.read(i % 2 * (long) SIZE, Buffers.of(one));
                assertThat(one[0]).isEqualTo((byte) (i % 2 + 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../raw", "folder/raw", "C:\\\\disk.vmdk", "", ".", ".."})
    void an_extent_elsewhere_on_the_host_is_not_opened(String name) throws Exception {
        Files.write(directory.resolve("raw"), new byte[512]);

        refused(describe("RW 1 FLAT \"%s\" 0".formatted(name)), "which is not the name of a file beside it");
    }

    @ParameterizedTest
    @CsvSource({
        "RW 1 FLAT \"gone\" 0, gone does not exist",
        "RW 3 FLAT \"two\" 0, is it cut short",
        "RW 1 FLAT \"two\" 2, is it cut short",
        "RW 1 FLAT \"two\" 999999999999999, is it cut short",
        "RW 999999999999999 FLAT \"two\" 0, is it cut short",
        "RW 1 SPARSE \"two\", is not a sparse VMDK extent",
        "RW 1 SPARSE \"disk.vmdk\", is damaged",
        "RW 0 FLAT \"two\" 0, an extent of no sectors",
        "NOACCESS 1 FLAT \"two\" 0, nobody may access",
        "RW 1 VMFSSPARSE \"two\", of the kind VMFSSPARSE",
        "RW 1 VMFSRDM \"two\", of the kind VMFSRDM",
        "RW 1, names no extent",
        "parentCID=zz, the content ID “zz”"
    })
    void a_descriptor_that_lies_is_refused_with_one_sentence(String line, String answer) throws Exception {
        Files.write(directory.resolve("two"), new byte[1024]);

        refused(describe(line), answer);
    }

    @Test
    void more_than_any_disk_is_refused() throws Exception {
        Files.write(directory.resolve("two"), new byte[1024]);
        String[] many = new String[5000];
        Arrays.fill(many, "RW 1 ZERO");

        refused(describe(many), "more than 4,096 extents");
        Arrays.fill(many, "RW 999999999999999 ZERO");
        refused(describe(Arrays.copyOf(many, 4000)), "longer together than any disk");
        Files.write(directory.resolve("disk.vmdk"), Arrays.copyOf("# Disk DescriptorFile".getBytes(), 2 << 20));
        refused(directory.resolve("disk.vmdk"), "no descriptor has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "\t\n", "a", "RW 1 ", "\"", "="})
    void a_long_text_of_nothing_is_refused_at_once(String part) throws Exception {
        // What looks at each character again from each other one would not come to an end.
        refused(describe(part.repeat(1_000_000 / part.length())), "disk.vmdk");
    }

    @Test
    void a_raw_disk_that_a_guest_made_look_like_a_descriptor_opens_no_other_file() throws Exception {
        Files.write(directory.resolve("secret"), new byte[SIZE]);
        Path disk = describe("RW 1 FLAT \"secret\" 0");
        Path overlay = directory.resolve("overlay");
        Qemu.img("create", "-q", "-f", "qcow2", overlay, SIZE);
        ImageWork.rebaseUnsafely(overlay, Optional.of(disk.getFileName().toString()), Optional.empty());

        assertThatThrownBy(() -> Images.open(overlay, true, Optional.of(ImageFormat.QCOW2)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("does not record its format");
    }

    private Path child() throws Exception {
        Path base = directory.resolve("base.vmdk");
        Path child = directory.resolve("child.vmdk");
        Qemu.img("create", "-q", "-f", "vmdk", base, SIZE);
        Qemu.io(base, "vmdk", "write -P 5 0 300k", "write -P 6 512k 100k");
        Qemu.img("create", "-q", "-f", "vmdk", "-b", base, "-F", "vmdk", child);
        Qemu.io(child, "vmdk", "write -P 7 100k 300k");
        return child;
    }

    @Test
    void a_child_shows_its_parent_where_it_holds_nothing() throws Exception {
        Path child = child();

        assertThat(read(child)).isEqualTo(Qemu.read(child, directory.resolve("out"), "-f", "vmdk"));
        Path converted = directory.resolve("converted");
        ImageWork.convertToQcow2(child, VMDK, converted, Qcow2Options.ofSize(0), true, false, Progress.NONE);
        Qemu.img("compare", "-f", "vmdk", "-F", "qcow2", child, converted);
    }

    @Test
    void a_parent_that_changed_or_is_gone_is_refused_by_name() throws Exception {
        Path child = child();
        Path base = directory.resolve("base.vmdk");
        byte[] content = Files.readAllBytes(base);
        byte[] marker = "\nCID=".getBytes();
        for (int i = 0; i < content.length - marker.length; i++) {
            if (Arrays.equals(content, i, i + marker.length, marker, 0, marker.length)) {
                content[i + marker.length] = (byte) (content[i + marker.length] == '1' ? '2' : '1');
                break;
            }
        }
        Files.write(base, content);
        refused(child, "its parent", "was changed since");
        Files.delete(base);
        refused(child, "needs its parent", "does not exist");
    }

    @Test
    void a_disk_that_is_its_own_parent_is_refused() throws Exception {
        Path path = describe("parentCID=12345678", "parentFileNameHint=\"disk.vmdk\"", "RW 1 ZERO");

        refused(path, "is its own backing file");
    }
}
