package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines on a real file system that is full or can only be read: mounted in a user namespace, which needs no privileges. */
class DiskTroubleTest {
    private static final List<String> NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--mount");

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void checkNamespaces() throws Exception {
        root = Files.createDirectories(folder.resolve("vitrine/machines"));
        Process process = new ProcessBuilder(command("true")).start();
        assumeTrue(process.waitFor() == 0, "this host lets nobody mount in a user namespace");
    }

    private List<String> command(String then) {
        List<String> words = new java.util.ArrayList<>(NAMESPACE);
        words.addAll(List.of("sh", "-c", "mount -t tmpfs -o size=1m machines '" + root + "' && exec " + then));
        return words;
    }

    private List<String> run(String trouble) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command("\"$JAVA\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                        + " -Duser.language=en --enable-native-access=ALL-UNNAMED -cp \"$CLASSES\" "
                        + DiskTroubleMain.class.getName() + " '" + folder + "' " + trouble))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CLASSES", System.getProperty("java.class.path"));
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllLines(said, StandardCharsets.UTF_8);
    }

    @Test
    void a_full_disk_is_told_and_leaves_the_library_as_it_was() throws Exception {
        List<String> said = run("full");

        assertThat(said).anyMatch(line -> line.startsWith("create: ") && line.contains("is full. Free some space"));
        assertThat(said).anyMatch(line -> line.startsWith("edit: ") && line.contains("is full. Free some space"));
        assertThat(said).anyMatch(line -> line.startsWith("choose: There are only 0 bytes free"));
        assertThat(said).contains("shows: 1 Sound OFF", "holds: 1", "again: done");
    }

    @Test
    void a_read_only_disk_is_told_and_its_machines_are_shown() throws Exception {
        List<String> said = run("read-only");

        assertThat(said).contains("remount: 0", "shows: 1 Sound OFF", "holds: 1");
        assertThat(said).anyMatch(line -> line.startsWith("create: ") && line.contains("its disk is read-only"));
        assertThat(said).anyMatch(line -> line.startsWith("edit: ") && line.contains("its disk is read-only"));
        assertThat(said).anyMatch(line -> line.startsWith("choose: ") && line.contains("its disk is read-only"));
        assertThat(said).anyMatch(line -> line.startsWith("start: ") && line.contains("its disk is read-only"));
    }
}
