package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.GuestMedia;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * A guest that reads and writes random ports, configuration space and device memory neither ends the VM process nor makes
 * it grow. Resets, also its own, continue its sequence; what it cannot come back from, such as a panic that it reports or
 * an INIT that it sends itself, the test ends for it.
 *
 * <p>{@code -Drandom-access.seed=HEX} repeats a sequence, as far as timers and worker threads let it.
 */
@Tag("kvm")
class RandomAccessTest {
    private static final int RAM_MIB = 64;
    private static final long MAX_GROWTH = 4 << 20;
    /** By then all that is loaded, compiled and kept for good is. */
    private static final long WARM = 50_000;

    private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(20);
    private static final Pattern REPORT = Pattern.compile("#([0-9a-f]{16}):([0-9a-f]{16})\n");

    private final Path directory = Checkout.target().resolve("random-access");
    private long progressAt;
    private long reached;

    @Test
    @Tag("slow")
    void two_hundred_thousand_random_accesses_are_survived() throws IOException, InterruptedException {
        survive(Long.getLong("random-access.seed", 0x5eed), 200_000, Duration.ofMinutes(5));
    }

    @Test
    @Tag("long")
    void three_million_random_accesses_are_survived() throws IOException, InterruptedException {
        long seed =
                Long.getLong("random-access.seed", ThreadLocalRandom.current().nextLong());
        survive(seed, 3_000_000, Duration.ofHours(1));
    }

    @Test
    @Tag("slow")
    void disks_that_come_and_go_under_random_accesses_are_survived() throws IOException, InterruptedException {
        String digits = "%016x".formatted(Long.getLong("random-access.seed", 0xd15c));
        Path kernel = AssembledGuest.kernel("random-access.asm", directory);
        Path image = DiskImages.empty(directory.resolve("plugged.raw"));
        VmSpec spec = new VmSpec("random-plugs", List.of(), List.of(), RAM_MIB, 1, kernel, null, digits);
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            Path log = log(vm.processId());
            vm.qmp("blockdev-add", Map.of("driver", "file", "node-name", "n", "filename", image.toString()));
            int plugged = 0;
            for (long accesses = 2_000; accesses <= 60_000; accesses += 2_000) {
                String bus = accesses % 4_000 == 0 ? "ide.3" : "pcie1";
                Map<String, ?> device =
                        Map.of("driver", bus.equals("ide.3") ? "ide-hd" : "nvme", "id", "d", "drive", "n", "bus", bus);
                plugged += ask(vm, "device_add", device) ? 1 : 0;
                run(vm, digits, accesses, end);
                ask(vm, "device_del", Map.of("id", "d"));
            }
            assertThat(plugged).isGreaterThan(5);
            assertThat(Files.readString(log)).doesNotContain(" SEVERE ");
        }
    }

    /** Whether a command succeeds: the guest may be in its way, as it keeps what it does not want to let go of. */
    private static boolean ask(Vm vm, String command, Map<String, ?> arguments) throws InterruptedException {
        try {
            vm.qmp(command, arguments);
            return true;
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("No reply");
            return false;
        }
    }

    private void survive(long seed, long accesses, Duration atMost) throws IOException, InterruptedException {
        String digits = "%016x".formatted(seed);
        System.out.printf("Random accesses with -Drandom-access.seed=0x%s%n", digits);
        Path kernel = AssembledGuest.kernel("random-access.asm", directory);
        VmSpec spec = new VmSpec(
                "random-access",
                List.of(GuestMedia.get(Checkout.top(), "grub.iso")),
                List.of(),
                RAM_MIB,
                1,
                kernel,
                null,
                digits);
        long end = System.nanoTime() + atMost.toNanos();
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            long pid = vm.processId();
            run(vm, digits, WARM, end);
            Footprint before = Footprint.of(pid, (long) RAM_MIB << 20);
            run(vm, digits, accesses, end);
            Footprint after = Footprint.of(pid, (long) RAM_MIB << 20);
            System.out.printf("After %d accesses: %s; after %d: %s%n", WARM, before, accesses, after);

            vm.qmp("system_reset", Map.of());
            run(vm, digits, reached + 1, end);
            // A device that stops itself warns; one that throws is severe.
            assertThat(Files.readString(log(pid))).doesNotContain(" SEVERE ");
            assertThat(after.total() - before.total())
                    .as("growth, with seed %s", digits)
                    .isLessThan(MAX_GROWTH);
        }
    }

    /** Lets the guest run until it has made so many accesses. */
    private void run(Vm vm, String seed, long accesses, long end) throws IOException, InterruptedException {
        progressAt = System.nanoTime();
        while (reached < accesses) {
            Thread.sleep(50);
            assertThat(vm.isRunning())
                    .as("the VM process lives, with seed %s: %s", seed, vm.said())
                    .isTrue();
            assertThat(System.nanoTime())
                    .as("%d accesses, with seed %s", reached, seed)
                    .isLessThan(end);
            JsonNode status = vm.qmp("query-status", Map.of());
            if (!status.path("running").asBoolean()) {
                vm.qmp("cont", Map.of());
            }
            look(vm.said(), seed);
            if (System.nanoTime() - progressAt > WITHOUT_PROGRESS.toNanos()) {
                vm.qmp("system_reset", Map.of());
                progressAt = System.nanoTime();
            }
        }
    }

    private void look(String said, String seed) {
        Matcher reports = REPORT.matcher(said);
        long last = reached;
        while (reports.find()) {
            if (reports.group(2).equals(seed)) {
                last = Math.max(last, Long.parseUnsignedLong(reports.group(1), 16));
            }
        }
        if (last > reached) {
            reached = last;
            progressAt = System.nanoTime();
        }
    }

    private static Path log(long pid) throws IOException {
        String[] words = Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0");
        return Path.of(words[words.length - 1], "vm.log");
    }
}
