package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Firmware;

class RecommendationTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path directory;

    private DetectedSystem system(String sample) throws IOException {
        return new Detection(Path.of("/nonexistent"))
                .detect(SampleDiscs.all().get(sample).write(directory.resolve("disc.iso")));
    }

    @Test
    void a_large_host_gives_what_is_recommended() throws IOException {
        Recommendation debian =
                Recommendation.forHost(system("debian-12|Debian 12 (bookworm), 64-bit"), 24 << 10, 8, 80 * GIB);

        assertThat(debian).isEqualTo(new Recommendation(4096, 2, 32, Firmware.Kind.UEFI, List.of()));
    }

    @Test
    void a_small_host_gives_half_of_its_memory_and_what_it_has() throws IOException {
        Recommendation debian =
                Recommendation.forHost(system("debian-12|Debian 12 (bookworm), 64-bit"), 3900, 1, 20 * GIB);

        assertThat(debian.memoryMiB()).isEqualTo(1920);
        assertThat(debian.cpus()).isOne();
        assertThat(debian.diskGiB()).isEqualTo(20);
        assertThat(debian.problems()).isEmpty();
    }

    @Test
    void what_a_system_must_have_goes_before_half_of_the_host() throws IOException {
        DetectedSystem windows = system("windows-11|Windows 11, 64-bit");

        assertThat(Recommendation.forHost(windows, 6144, 4, 100 * GIB).memoryMiB())
                .isEqualTo(4096);
        assertThat(Recommendation.forHost(windows, 6144, 4, 100 * GIB).problems())
                .isEmpty();
    }

    @Test
    void too_little_memory_and_disk_is_told_in_a_sentence_each() throws IOException {
        Recommendation windows = Recommendation.forHost(system("windows-11|Windows 11, 64-bit"), 4096, 2, 10 * GIB);

        assertThat(windows.problems())
                .containsExactly(
                        Texts.get("detect.problem.memory", "Windows 11", "4 GiB", "4 GiB"),
                        Texts.get("detect.problem.disk", "Windows 11", "64 GiB", "10 GiB"));
    }

    @Test
    void a_disc_for_arm_is_told_in_a_sentence() throws IOException {
        Recommendation arm = Recommendation.forHost(
                system("ubuntu-server-24.04|Ubuntu Server 24.04.1 LTS, 64-bit ARM"), 24 << 10, 8, 80 * GIB);

        assertThat(arm.problems())
                .containsExactly(Texts.get(
                        "detect.problem.architecture",
                        "Ubuntu Server 24.04.1 LTS",
                        Texts.get("detect.architecture.arm64")));
    }

    @Test
    void a_disc_that_nothing_boots_is_told_in_a_sentence() throws IOException {
        DetectedSystem pictures = new Detection(Path.of("/nonexistent"))
                .detect(new DiscWriter().volume("PICTURES").write(directory.resolve("disc.iso")));

        assertThat(Recommendation.forHost(pictures, 24 << 10, 8, 80 * GIB).problems())
                .containsExactly(Texts.get("detect.problem.not-bootable"));
    }

    @Test
    void systems_of_32_bits_get_bios_and_memory_that_they_can_reach() throws IOException {
        Recommendation old = Recommendation.forHost(system("windows-7|Windows 7, 32-bit"), 64 << 10, 8, 80 * GIB);

        assertThat(old.memoryMiB()).isEqualTo(3072);
        assertThat(old.firmware()).isEqualTo(Firmware.Kind.BIOS);
    }

    @Test
    void a_memory_test_gets_no_disk() throws IOException {
        assertThat(Recommendation.forHost(system("memtest86plus|Memtest86+, 32-bit"), 24 << 10, 8, 0))
                .satisfies(memtest -> assertThat(memtest.diskGiB()).isZero())
                .satisfies(memtest -> assertThat(memtest.problems()).isEmpty());
    }
}
