package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.config.MemoryBacking.Pages;

class MemoryBackingTest {
    private static final Path DIRECTORY = Path.of("/machines/one");

    @TempDir
    private Path host;

    private static MachineConfig machine(int memoryMiB, MemoryBacking backing) {
        return MachineConfig.of(new UUID(1, 2), "n", memoryMiB, 1).withMemoryBacking(backing);
    }

    private static MachineConfig reread(MachineConfig config) throws ConfigException {
        return MachineConfigFile.parse(MachineConfigFile.text(config, DIRECTORY), DIRECTORY);
    }

    @ParameterizedTest
    @EnumSource(Pages.class)
    void what_is_written_is_read_again(Pages pages) throws Exception {
        MachineConfig config = machine(1024, new MemoryBacking(pages, !pages.isReserved()));

        assertThat(reread(config)).isEqualTo(config);
    }

    @Test
    void the_usual_memory_is_not_written_down() throws Exception {
        MachineConfig config = machine(64, MemoryBacking.USUAL);

        assertThat(MachineConfigFile.text(config, DIRECTORY)).doesNotContain("memoryBacking");
        assertThat(reread(config)).isEqualTo(config);
    }

    @Test
    void an_earlier_version_knows_nothing_of_it_and_other_words_are_refused() {
        String text = MachineConfigFile.text(machine(64, new MemoryBacking(Pages.HUGE_2M, false)), DIRECTORY);

        assertThatThrownBy(() -> MachineConfigFile.parse(text.replace("\"version\" : 5", "\"version\" : 4"), DIRECTORY))
                .hasMessage("The field \"memoryBacking\" is not known; remove it or correct its spelling.");
        assertThatThrownBy(() -> MachineConfigFile.parse(text.replace("huge-2m", "huge-4m"), DIRECTORY))
                .hasMessage("The field \"memoryBacking.pages\" must be transparent or huge-2m or huge-1g.");
    }

    @ParameterizedTest
    @CsvSource({"HUGE_2M, 65, 66", "HUGE_1G, 1025, 2048", "HUGE_1G, 64, 1024"})
    void memory_is_whole_huge_pages(Pages pages, int memory, int next) {
        assertThatThrownBy(() -> ConfigRules.check(machine(memory, new MemoryBacking(pages, false))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "%d MiB of memory are not whole huge pages of %d MiB; give the machine %d MiB, or transparent huge pages.",
                        memory, pages.mebibytes(), next);
    }

    @Test
    void reserved_pages_are_not_merged() {
        assertThatThrownBy(() -> ConfigRules.check(machine(64, new MemoryBacking(Pages.HUGE_2M, true))))
                .hasMessageContaining("never merged");
    }

    private void pool(String name, int total, int free, int promised) throws Exception {
        Path pool = Files.createDirectories(host.resolve(name));
        Files.writeString(pool.resolve("nr_hugepages"), total + "\n");
        Files.writeString(pool.resolve("free_hugepages"), free + "\n");
        Files.writeString(pool.resolve("resv_hugepages"), promised + "\n");
    }

    @Test
    void a_pool_has_what_is_free_and_promised_to_nobody() throws Exception {
        pool("hugepages-2048kB", 100, 60, 20);

        HugePagePool pool = HugePagePool.of(Pages.HUGE_2M, host).orElseThrow();
        assertThat(pool.available()).isEqualTo(40);
        assertThat(pool.needed(256)).isEqualTo(128);
        assertThat(pool.command(256))
                .isEqualTo("echo 188 | sudo tee /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
        assertThat(HugePagePool.of(Pages.HUGE_1G, host)).isEmpty();
    }

    @Test
    void merging_is_on_off_or_missing() throws Exception {
        Path run = host.resolve("run");
        assertThat(PageMerging.of(run)).isEqualTo(PageMerging.MISSING);
        Files.writeString(run, "0\n");
        assertThat(PageMerging.of(run)).isEqualTo(PageMerging.OFF);
        Files.writeString(run, "1\n");
        assertThat(PageMerging.of(run)).isEqualTo(PageMerging.ON);
    }
}
