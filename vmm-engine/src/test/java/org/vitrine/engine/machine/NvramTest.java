package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvramTest {
    private static final byte[] TEMPLATE = new byte[2 * 4096];

    static {
        TEMPLATE[5] = 0x55;
    }

    @TempDir
    Path directory;

    private Nvram open(Path file) throws MachineException {
        return Nvram.open(file, TEMPLATE, failure -> {
            throw new AssertionError(failure);
        });
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusal(Path file) {
        return assertThatThrownBy(() -> open(file))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void before_the_first_start_they_are_made_as_the_template_has_them() throws Exception {
        Path file = directory.resolve("nvram.fd");
        try (Nvram nvram = open(file)) {
            assertThat(nvram.bytes()).isEqualTo(TEMPLATE);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(TEMPLATE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void what_is_there_is_used_and_what_a_kill_left_beside_it_goes() throws Exception {
        byte[] variables = TEMPLATE.clone();
        variables[4096] = 0x66;
        Path file = Files.write(directory.resolve("nvram.fd"), variables);
        Path left = Files.write(directory.resolve(".nvram.fd123.new"), new byte[7]);
        try (Nvram nvram = open(file)) {
            assertThat(nvram.bytes()).isEqualTo(variables);
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void variables_of_another_length_are_refused_and_left_alone() throws Exception {
        Path file = Files.write(directory.resolve("nvram.fd"), new byte[4096]);
        refusal(file).hasMessageContainingAll("4,096 bytes", "8,192", "move that file away");
        assertThat(file).hasSize(4096);
    }

    @Test
    void a_directory_in_their_place_is_refused() throws Exception {
        refusal(Files.createDirectory(directory.resolve("nvram.fd"))).hasMessageContaining("are not a file");
    }

    @Test
    void variables_in_a_folder_that_is_gone_are_refused() {
        refusal(directory.resolve("gone/nvram.fd")).hasMessageContaining("there is no such folder");
    }

    @Test
    void a_host_that_does_not_take_them_is_told_in_a_sentence_and_asked_again() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path file = folder.resolve("nvram.fd");
        List<String> said = new CopyOnWriteArrayList<>();
        try (Nvram nvram = Nvram.open(file, TEMPLATE, failure -> said.add(failure.getMessage()))) {
            Files.delete(file);
            Files.delete(folder);
            nvram.file().resume(into -> into.copyFrom(nvram.region().segment()));
            nvram.file().changed();
            assertThat(nvram.file().awaitWritten()).isFalse();
            Files.createDirectory(folder);
            nvram.file().resume(into -> into.copyFrom(nvram.region().segment()));
            assertThat(nvram.file().awaitWritten()).isTrue();
        }
        assertThat(said)
                .containsExactly(
                        "The machine's UEFI variables cannot be written: there is no such folder. Mend that, and let the machine go on.");
        assertThat(Files.readAllBytes(file)).isEqualTo(TEMPLATE);
    }

    @Test
    void variables_that_cannot_be_read_or_written_are_refused() throws Exception {
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        Path file = Files.write(directory.resolve("nvram.fd"), TEMPLATE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        refusal(file).hasMessageContaining("permission denied");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        refusal(file).hasMessageContaining("permission denied");
    }
}
