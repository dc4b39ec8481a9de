package org.vitrine.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ImageCommandTest {
    @TempDir
    Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int image(String... words) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine line = CommandLines.of(Actions.ofThisHost());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] all = new String[words.length + 1];
        all[0] = "image";
        for (int i = 0; i < words.length; i++) {
            all[i + 1] = words[i].replace("@", folder + "/");
        }
        return line.execute(all);
    }

    private void did(String... words) {
        assertThat(image(words)).as("%s %s", err, out).isZero();
    }

    private void refused(String sentence, String... words) {
        assertThat(image(words)).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).startsWith("vitrine: ").contains(sentence).hasLineCount(1);
    }

    @Test
    void an_image_lives_through_all_that_can_be_done_with_it() throws Exception {
        did("create", "@base", "4M");
        did("create", "@top", "-b", "base", "-F", "qcow2");
        did("resize", "@top", "5M");
        did("convert", "@top", "@copy.raw", "-O", "raw");
        did("convert", "-c", "@copy.raw", "-f", "raw", "@copy.qcow2");
        did("commit", "@top");
        did("rebase", "@top");
        did("compact", "@top");
        did("check", "@top");
        assertThat(out.toString()).endsWith("top: no errors.\n");
        did("info", "--json", "@top");

        JsonNode info = new ObjectMapper().readTree(out.toString());
        assertThat(info.get("virtual-size").asLong()).isEqualTo(5 << 20);
        assertThat(info.get("format").asText()).isEqualTo("qcow2");
        assertThat(info.has("backing-filename")).isFalse();
        assertThat(Files.size(folder.resolve("copy.raw"))).isEqualTo(5 << 20);
    }

    @Test
    void what_an_image_is_is_told_in_words() {
        did("create", "@base", "1.5G", "--cluster-size", "4K");
        did("create", "-b", "base", "-F", "qcow2", "@top");
        did("info", "@top");

        assertThat(out.toString())
                .contains("Format: qcow2")
                .contains("Disk: 1.5 GiB (1,610,612,736 bytes)")
                .contains("Clusters of: 64 KiB")
                .contains("Backing file: base (qcow2)");
    }

    /** QEMU makes them: here they are only read. */
    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vpc", "vhdx", "vmdk"})
    void a_disk_of_another_monitor_is_named_overlaid_and_converted(String format) throws Exception {
        Process qemu = new ProcessBuilder("qemu-img", "create", "-q", "-f", format, folder + "/base", "4M").start();
        assertThat(qemu.waitFor()).isZero();
        did("info", "@base");
        assertThat(out.toString()).contains("Format: " + format);
        did("create", "@top", "-b", "base", "-F", format);
        did("convert", "@top", "@copy");
        did("check", "@copy");

        refused("only read here", "resize", "@base", "8M");
        refused("nothing to check", "check", "@base");
    }

    @Test
    void what_cannot_be_is_one_sentence_and_exit_code_2() throws Exception {
        refused("needs a size", "create", "@new");
        refused("its own format", "create", "@new", "-b", "base");
        refused("is not a format", "create", "@new", "1G", "-f", "vmdk2");
        refused("are only read here", "create", "@new", "1G", "-f", "vdi");
        refused("is not a size", "create", "@new", "much");
        refused("a positive multiple of 512", "create", "@new", "0");
        refused("clusters have 512 bytes to 2 MiB", "create", "@new", "1G", "--cluster-size", "5000");
        refused("does not exist", "info", "@gone");
        refused("is a directory", "check", "@");
        refused("Name what is to be done");
        Files.write(folder.resolve("raw"), new byte[512]);
        refused("nothing to check", "check", "@raw");
        refused("is there already", "create", "@raw", "1G");
        Files.write(folder.resolve("larger"), new byte[1024]);
        refused("would lose its end", "resize", "@larger", "512");
    }

    @ParameterizedTest
    @CsvSource({"512,512", "1K,1024", "20g,21474836480", "1.5M,1572864", "2GiB,2147483648", "7b,7"})
    void sizes_are_read_in_powers_of_1024(String text, long bytes) {
        assertThat(new ByteCount().convert(text)).isEqualTo(bytes);
    }
}
