package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The discs that Debian's packages have, or make; each is left out where its package isn't installed. */
class DebianDiscsTest {
    private static final Detection DETECTION = new Detection(Path.of("/nonexistent"));
    private static final Path INSTALLER = Path.of("/usr/lib/debian-installer/images/12");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/grub-rescue/grub-rescue-cdrom.iso, GRUB, true, false",
        "/usr/lib/memtest86+/memtest86+x64.iso, 'Memtest86+, 64-bit', true, true",
        "/usr/lib/memtest86+/memtest86+ia32.iso, 'Memtest86+, 32-bit', true, false",
        "/usr/lib/ipxe/ipxe.iso, iPXE, true, true"
    })
    void discs_of_packages_are_recognised(Path disc, String title, boolean bios, boolean uefi) throws IOException {
        assumeTrue(Files.exists(disc), disc + " is not installed");

        DetectedSystem system = DETECTION.detect(disc);

        assertThat(system.title()).isEqualTo(title);
        assertThat(system.family()).isEqualTo(DetectedSystem.Family.TOOL);
        assertThat(system.bios()).isEqualTo(bios);
        assertThat(system.uefi()).isEqualTo(uefi);
    }

    @ParameterizedTest
    @CsvSource({
        "amd64/text/debian-installer/amd64, 'Debian 12 (bookworm), 64-bit'",
        "amd64/gtk/debian-installer/amd64, 'Debian 12 (bookworm), 64-bit'",
        "i386/text/debian-installer/i386, 'Debian 12 (bookworm), 32-bit'"
    })
    void the_installer_from_the_network_is_recognised_by_its_kernel(String from, String title)
            throws IOException, InterruptedException {
        Path kernel = INSTALLER.resolve(from).resolve("linux");
        assumeTrue(Files.exists(kernel), kernel + " is not installed");
        Path boot = Files.createDirectories(directory.resolve("tree/boot/grub")).getParent();
        Files.copy(kernel, boot.resolve("linux"));
        Files.writeString(boot.resolve("grub/grub.cfg"), "linux /boot/linux\n");

        DetectedSystem system = DETECTION.detect(made("grub-mkrescue", "-d", "/usr/lib/grub/i386-pc", "-o"));

        assertThat(system.title()).isEqualTo(title);
        assertThat(system.bios()).isTrue();
        assertThat(system.uefi()).isFalse();
    }

    /** Written by a program that isn't ours, in the two ways that discs of Windows and of Linux are made. */
    @Test
    void files_are_found_in_udf_joliet_and_rock_ridge_of_genisoimage() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(directory.resolve("tree/.disk"));
        Files.writeString(
                tree.resolve("info"), "Debian GNU/Linux 12.4.0 \"Bookworm\" - Official amd64 NETINST 20231210-17:56");
        for (List<String> options : List.of(List.of("-udf"), List.of("-J"), List.of("-R"))) {
            List<String> command = new ArrayList<>(List.of("genisoimage", "-quiet"));
            command.addAll(options);
            command.add("-o");

            assertThat(DETECTION.detect(made(command.toArray(new String[0]))).title())
                    .as(options.toString())
                    .isEqualTo("Debian 12 (bookworm), 64-bit");
        }
    }

    /** Runs a program that writes the tree to the file after its last option. */
    private Path made(String... command) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", command[0])), command[0] + " is not installed");
        Path disc = directory.resolve("made.iso");
        List<String> words = new ArrayList<>(List.of(command));
        words.add(disc.toString());
        words.add(directory.resolve("tree").toString());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return disc;
    }
}
