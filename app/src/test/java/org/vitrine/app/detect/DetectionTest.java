package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own rules, without osinfo-db. */
class DetectionTest {
    private static final Detection DETECTION = new Detection(Path.of("/nonexistent"));

    @TempDir
    Path directory;

    static Set<String> samples() {
        return SampleDiscs.all().keySet();
    }

    private DetectedSystem detect(DiscWriter disc) throws IOException {
        return DETECTION.detect(disc.write(directory.resolve("disc.iso")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_listed_system_is_recognised_by_what_its_disc_says(String sample) throws IOException {
        DetectedSystem system = detect(SampleDiscs.all().get(sample));

        assertThat(system.id() + "|" + system.title()).isEqualTo(sample);
        assertThat(Path.of("../icons/src/main/resources/org/vitrine/icons", system.icon() + ".svg"))
                .exists();
        assertThat(system.minimum().memoryMiB())
                .isBetween(1, system.recommended().memoryMiB());
        assertThat(system.minimum().diskGiB()).isBetween(0, system.recommended().diskGiB());
    }

    @Test
    void the_version_is_told_as_the_disc_has_it() throws IOException {
        DetectedSystem debian = detect(SampleDiscs.all().get("debian-12|Debian 12 (bookworm), 64-bit"));

        assertThat(debian.version()).isEqualTo("12.4.0");
        assertThat(debian.machineName()).isEqualTo("Debian 12");
        assertThat(debian.family()).isEqualTo(DetectedSystem.Family.LINUX);
    }

    @Test
    void the_boot_catalogue_says_which_firmware_can_boot() throws IOException {
        for (boolean bios : new boolean[] {false, true}) {
            for (boolean uefi : new boolean[] {false, true}) {
                DetectedSystem system = detect(new DiscWriter().volume("X").boots(bios, uefi));

                assertThat(system.bios()).isEqualTo(bios);
                assertThat(system.uefi()).isEqualTo(uefi);
            }
        }
    }

    @Test
    void uefi_for_other_processors_alone_boots_nothing_here() throws IOException {
        DetectedSystem arm = detect(SampleDiscs.disc().boots(false, true).file("EFI/BOOT/BOOTAA64.EFI", "loader"));

        assertThat(arm.uefi()).isFalse();
        assertThat(arm.architecture()).isEqualTo(Architecture.ARM64);
        assertThat(detect(SampleDiscs.disc().file("EFI/BOOT/BOOTIA32.EFI", "loader"))
                        .uefi())
                .isFalse();
        assertThat(detect(SampleDiscs.disc()
                                .file("EFI/BOOT/BOOTX64.EFI", "loader")
                                .file("EFI/BOOT/BOOTIA32.EFI", "loader"))
                        .uefi())
                .isTrue();
    }

    @Test
    void names_are_found_in_any_case_and_in_directories_of_many_sectors() throws IOException {
        DiscWriter disc = SampleDiscs.disc();
        for (int i = 0; i < 100; i++) {
            disc.file("a-file-with-a-long-name-" + i, "");
        }
        disc.file("zz/nothing", "").file("NIX-STORE.squashFS", "squashfs");

        assertThat(detect(disc).id()).isEqualTo("nixos");
    }

    @Test
    void what_is_no_disc_is_unknown_and_left_to_either_firmware() throws IOException {
        Path disk = Files.write(directory.resolve("disk.img"), new byte[1 << 20]);

        DetectedSystem system = DETECTION.detect(disk);

        assertThat(system.isKnown()).isFalse();
        assertThat(system.bios()).isTrue();
        assertThat(system.uefi()).isTrue();
        assertThat(DETECTION.detect(Files.write(disk, new byte[0])).isKnown()).isFalse();
    }

    @Test
    void a_file_that_is_not_there_is_the_hosts_failure() {
        assertThatThrownBy(() -> DETECTION.detect(directory.resolve("none.iso")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void every_processor_but_the_unknown_has_words() {
        for (Architecture architecture : Architecture.values()) {
            assertThat(architecture.words().isEmpty()).isEqualTo(architecture == Architecture.UNKNOWN);
        }
    }
}
