package org.vitrine.app.model.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMeterTest {
    @TempDir
    Path root;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/meminfo"), "MemTotal:  1000 kB\nMemAvailable:  400 kB\n");
    }

    private void cpu(String times) throws IOException {
        Files.writeString(root.resolve("proc/stat"), "cpu  " + times + "\ncpu0 1 1 1 1 1 1 1 0\n");
    }

    @Test
    void the_processor_is_busy_by_what_was_neither_idle_nor_waited_for_since_the_look_before() throws IOException {
        HostMeter meter = new HostMeter(new HostFiles(root), root);
        cpu("100 0 100 800 0 0 0 0 0 0");
        assertThat(meter.look().cpu()).isZero();
        cpu("150 0 150 950 50 0 0 0 0 0");
        assertThat(meter.look().cpu()).isCloseTo(1 / 3.0, within(1e-9));
        // Counters that went back, as in a container that moved, are no news.
        cpu("1 0 1 1 0 0 0 0 0 0");
        assertThat(meter.look().cpu()).isZero();
    }

    @Test
    void memory_and_disk_are_in_bytes_and_what_cannot_be_read_is_none() throws IOException {
        HostMeter meter = new HostMeter(new HostFiles(root), root.resolve("not/there"));
        cpu("x y");

        HostMeter.Usage usage = meter.look();

        assertThat(usage.memoryTotal()).isEqualTo(1000 << 10);
        assertThat(usage.memoryUsed()).isEqualTo(600 << 10);
        assertThat(usage.diskFree()).isPositive();
        assertThat(usage.cpu()).isZero();
    }
}
