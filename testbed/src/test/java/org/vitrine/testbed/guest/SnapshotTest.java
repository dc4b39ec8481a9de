package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** Snapshots of a guest that counts in 2048 pages at once, and would see if they were of different moments. */
@Tag("kvm")
class SnapshotTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Pattern LINE = Pattern.compile("n=([0-9a-f]{8}) pm=([0-9a-f]{8}) tsc=([0-9a-f]{16})\n");
    /** The PM timer has 24 bits, of which 3579545 pass in a second. */
    private static final long TIMER_WRAPS = 1 << 24;

    private static final long TIMER_SECOND = 3_579_545;

    private record Line(long count, long timer) {}

    @Test
    void a_running_guest_returns_to_the_moment_of_its_snapshot() throws Exception {
        Path directory = Checkout.target().resolve("snapshot");
        Path kernel = AssembledGuest.kernel("counting.asm", directory);
        VmSpec spec = new VmSpec("counting", List.of(), List.of(), 64, 1, kernel, null, "");
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            long before = last(await(vm, 0, 3)).count;
            job(vm, "x-vitrine-snapshot-take", Map.of("name", "early"));
            List<Line> first = await(vm, 0, lines(vm, 0).size() + 3);
            // Much more time passes than a return may lose or gain.
            Thread.sleep(2000);
            JsonNode tree = vm.qmp("x-vitrine-snapshot-tree", Map.of());
            String id = tree.at("/snapshots/0/id").textValue();
            vm.qmp("stop", Map.of());
            Thread.sleep(200);
            int said = vm.said().length();
            job(vm, "x-vitrine-snapshot-revert", Map.of("id", id));
            List<Line> second = await(vm, said, 3);

            assertThat(vm.said()).doesNotContain("torn");
            assertThat(tree.at("/snapshots/0/name").textValue()).isEqualTo("early");
            assertThat(tree.at("/current").textValue()).isEqualTo(id);
            assertThat(vm.qmp("query-status", Map.of()).at("/status").textValue())
                    .isEqualTo("running");
            Line again = second.getFirst();
            assertThat(again.count).isBetween(before, last(first).count);
            Line then = first.stream()
                    .filter(line -> line.count == again.count)
                    .findFirst()
                    .orElseThrow();
            assertThat(Math.floorMod(again.timer - then.timer + TIMER_SECOND, TIMER_WRAPS))
                    .as("the timer at count %d was %d, and is %d", again.count, then.timer, again.timer)
                    .isLessThan(2 * TIMER_SECOND);
        }
    }

    private static Line last(List<Line> lines) {
        return lines.getLast();
    }

    private static List<Line> await(Vm vm, int from, int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        List<Line> lines = lines(vm, from);
        while (lines.size() < count) {
            assertThat(System.nanoTime()).as("%s", vm.said()).isLessThan(end);
            Thread.sleep(50);
            lines = lines(vm, from);
        }
        return lines;
    }

    private static List<Line> lines(Vm vm, int from) throws IOException {
        List<Line> lines = new ArrayList<>();
        Matcher matcher = LINE.matcher(vm.said().substring(from));
        while (matcher.find()) {
            lines.add(new Line(Long.parseLong(matcher.group(1), 16), Long.parseLong(matcher.group(2), 16)));
        }
        return lines;
    }

    /** Runs a job to its end, which must be a good one. */
    private static void job(Vm vm, String command, Map<String, ?> arguments) throws Exception {
        Map<String, Object> all = new java.util.HashMap<>(arguments);
        all.put("job-id", command);
        vm.qmp(command, all);
        JsonNode job;
        do {
            Thread.sleep(20);
            job = vm.qmp("query-jobs", Map.of()).get(0);
        } while (!job.get("status").textValue().equals("concluded"));
        assertThat(job.path("error").asText()).isEmpty();
        vm.qmp("job-dismiss", Map.of("id", command));
    }
}
