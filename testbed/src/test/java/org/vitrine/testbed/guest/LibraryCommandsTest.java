package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library by the built product's command line, with a guest of ours that counts. */
@Tag("kvm")
@Tag("slow")
@Timeout(300)
class LibraryCommandsTest {
    @TempDir
    Path folder;

    private final ObjectMapper mapper = new ObjectMapper();
    private ProductLibrary library;

    @BeforeEach
    void makePlaces() throws IOException {
        library = new ProductLibrary(folder);
    }

    @AfterEach
    void stopAll() throws Exception {
        for (JsonNode machine : json("list")) {
            run("stop", machine.path("uuid").asText(), "--force");
        }
    }

    private ProductLibrary.Ended run(String... words) throws IOException, InterruptedException {
        return library.run(words);
    }

    private JsonNode json(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        ProductLibrary.Ended ended = run(all.toArray(String[]::new));
        assertThat(ended.code()).as(ended.complained()).isZero();
        return mapper.readTree(ended.said());
    }

    private static void awaitLines(Path serial, int more) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        long before = lines(serial);
        while (lines(serial) < before + more) {
            assertThat(System.nanoTime()).as("the guest goes on counting").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static long lines(Path serial) throws IOException {
        return Files.exists(serial)
                ? Files.readString(serial, StandardCharsets.ISO_8859_1).lines().count()
                : 0;
    }

    @Test
    void a_machine_is_made_started_found_by_the_next_command_and_stopped() throws Exception {
        Path serial = library.createCounting("Counting", 64);
        assertThat(json("list").get(0).path("state").asText()).isEqualTo("off");

        assertThat(run("start", "Counting").said()).isEqualTo("Counting runs.\n");
        awaitLines(serial, 3);
        assertThat(json("list").get(0).path("state").asText()).isEqualTo("running");
        assertThat(run("start", "Counting").complained()).isEqualTo("vitrine: Counting runs already.\n");

        assertThat(json("pause", "Counting").path("state").asText()).isEqualTo("paused");
        assertThat(json("resume", "Counting").path("state").asText()).isEqualTo("running");
        awaitLines(serial, 3);
        assertThat(run("stop", "Counting", "--force").said()).isEqualTo("Counting is off.\n");
        assertThat(json("list").get(0).path("state").asText()).isEqualTo("off");
        try (var left = Files.list(library.runtime().resolve("vitrine"))) {
            assertThat(left).isEmpty();
        }
        Path log = Path.of(json("list").get(0).path("folder").asText()).resolve("logs/vm.log");
        assertThat(log).content().contains("\"Counting\" runs");
    }

    @Test
    void a_disposable_run_leaves_the_disk_as_it_was() throws Exception {
        Path serial = library.createCounting("Disposable", 64);
        Path machine = Path.of(json("list").get(0).path("folder").asText());
        byte[] before = Files.readAllBytes(machine.resolve("disks/disk0.qcow2"));

        assertThat(run("start", "Disposable", "--disposable").complained()).isEmpty();
        awaitLines(serial, 1);
        assertThat(json("list").get(0).path("disposable").asBoolean()).isTrue();
        assertThat(run("stop", "Disposable", "--force").complained()).isEmpty();

        assertThat(machine.resolve("disks/disk0.qcow2")).hasBinaryContent(before);
        assertThat(json("list").get(0).path("state").asText()).isEqualTo("off");
    }
}
