package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupFilesTest {
    @TempDir
    Path product;

    @Test
    void what_is_missing_adds_no_words() {
        assertThat(StartupFiles.beside(product.resolve("engine.jar")).words()).isEmpty();
    }

    @Test
    void a_cache_and_natives_beside_the_modules_are_used() throws Exception {
        Path cache = Files.createFile(product.resolve("vitrine-vm.aot"));
        Path natives = Files.createDirectory(product.resolve("native"));

        List<String> words = StartupFiles.beside(product.resolve("engine.jar")).words();

        assertThat(words).contains("-XX:AOTCache=" + cache, "-Djna.boot.library.path=" + natives);
    }

    @Test
    void a_process_that_makes_a_cache_uses_none() {
        StartupFiles files = new StartupFiles(null, Path.of("/tmp/new.aot"), null);

        assertThat(files.words()).containsExactly("-XX:AOTCacheOutput=/tmp/new.aot");
    }
}
