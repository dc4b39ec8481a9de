package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discs that are cut, damaged or made to harm: each has an answer, in bounded time and memory. */
class HostileDiscTest {
    private static final Detection DETECTION = new Detection(Path.of("/nonexistent"));
    private static final int MUTATIONS = 1500;
    private static final int SECONDS = 300;
    private static final int SECTOR = DiscWriter.SECTOR;
    private static final int UDF_ROOT = UdfWriter.PARTITION + 1;

    @TempDir
    Path directory;

    private DetectedSystem detect(byte[] disc) throws IOException {
        return DETECTION.detect(Files.write(directory.resolve("disc.iso"), disc));
    }

    private static byte[] debian() {
        return SampleDiscs.all().get("debian-12|Debian 12 (bookworm), 64-bit").bytes();
    }

    private static byte[] windows() {
        return SampleDiscs.all().get("windows-11|Windows 11, 64-bit").bytes();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void a_disc_that_is_cut_after_any_sector_is_answered() throws IOException {
        for (byte[] disc : List.of(debian(), windows())) {
            for (int sectors = 0; sectors < disc.length / SECTOR; sectors++) {
                assertThat(detect(Arrays.copyOf(disc, sectors * SECTOR)).id()).isNotEmpty();
                assertThat(detect(Arrays.copyOf(disc, sectors * SECTOR + 1000)).id())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void what_is_near_a_sound_disc_is_answered() throws IOException {
        Random random = new Random(4);
        for (byte[] disc : List.of(debian(), windows())) {
            int[] written =
                    IntStream.range(0, disc.length).filter(i -> disc[i] != 0).toArray();
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = disc.clone();
                for (int k = 0; k <= random.nextInt(4); k++) {
                    int at = Math.min(disc.length - 9, written[random.nextInt(written.length)] + random.nextInt(8));
                    switch (random.nextInt(3)) {
                        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                        case 1 -> mutated[at] = (byte) random.nextInt();
                        default -> Arrays.fill(mutated, at, at + 1 + random.nextInt(8), (byte) -random.nextInt(2));
                    }
                }
                DetectedSystem system = detect(mutated);
                assertThat(system.name()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(120);
            }
        }
    }

    @Test
    void an_allocation_descriptor_that_leads_to_itself_ends() throws IOException {
        byte[] disc = windows();
        ByteBuffer image = littleEndian(disc);
        int loop = UdfWriter.PARTITION + 200;
        image.putShort(loop * SECTOR, (short) 258);
        image.putInt(loop * SECTOR + 20, 8);
        image.putInt(loop * SECTOR + 24, 3 << 30 | SECTOR);
        image.putInt(loop * SECTOR + 28, 200);
        image.put(loop * SECTOR + 4, (byte) (2 + 1));
        image.putInt(UDF_ROOT * SECTOR + 176, 3 << 30 | SECTOR);
        image.putInt(UDF_ROOT * SECTOR + 180, 200);

        assertThat(detect(disc).id()).isEqualTo("windows");
    }

    @Test
    void directories_that_say_they_fill_the_disc_are_read_so_far() throws IOException {
        byte[] disc = debian();
        ByteBuffer image = littleEndian(disc);
        image.putInt(16 * SECTOR + 156 + 10, -1);
        Path file = Files.write(directory.resolve("huge.iso"), disc);
        lengthen(file, 6L << 30);

        assertThat(DETECTION.detect(file).id()).isEqualTo("debian-12");
    }

    @Test
    void a_disc_of_6_gibibytes_is_recognised_from_its_first_and_last_files() throws IOException {
        Path file = Files.write(directory.resolve("large.iso"), windows());
        lengthen(file, 6L << 30);

        assertThat(DETECTION.detect(file).id()).isEqualTo("windows-11");
    }

    private static void lengthen(Path file, long size) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(size - 1);
            assertThat(channel.write(ByteBuffer.wrap(new byte[1]))).isOne();
        }
    }

    @Test
    void an_endless_expression_gives_up() {
        assertThat(BoundedText.find(Pattern.compile("(a+)+b"), "a".repeat(1000)))
                .isEmpty();
        assertThat(BoundedText.find(Pattern.compile("(a|aa)*b"), "a".repeat(60_000)))
                .isEmpty();
        assertThat(BoundedText.find(Pattern.compile("a+"), "a".repeat(1000))).isPresent();
    }

    @Test
    void our_own_expressions_have_an_end_on_a_text_made_against_them() throws IOException {
        for (String text : List.of(
                "Debian GNU/Linux " + "1.".repeat(30_000),
                "ubuntu " + "ubuntu ".repeat(9000),
                "family = Fedora\n" + "version\n".repeat(8000))) {
            DiscWriter disc = SampleDiscs.disc();
            for (String file : List.of(".disk/info", ".treeinfo", "arch/version", "media.1/products")) {
                disc.file(file, text);
            }
            assertThat(detect(disc.bytes()).id()).isNotEmpty();
        }
    }

    @Tag("long")
    @Test
    void jazzer_finds_nothing_in_five_minutes() throws Exception {
        Path found = Files.createDirectories(directory.resolve("corpus"));
        for (Map.Entry<String, byte[]> seed :
                Map.of("iso", debian(), "udf", windows()).entrySet()) {
            Files.write(found.resolve(seed.getKey()), DiscFuzzer.seed(seed.getValue()));
        }
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + DiscFuzzer.class.getName(),
                        "--instrumentation_includes=org.vitrine.app.detect.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=" + DiscFuzzer.LENGTH,
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        found.toString())
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream out = jazzer.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            jazzer.destroyForcibly();
        }

        assertThat(jazzer.waitFor())
                .as(said.substring(Math.max(0, said.length() - 4000)))
                .isZero();
    }
}
