package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** A guest counts the interrupts of the i8254's channel 0, and has the HPET, which stands still in a pause, for its clock. */
@Tag("kvm")
class PitTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Pattern LINE = Pattern.compile("ticks=([0-9a-f]{12}) hpet=([0-9a-f]{12})\n");
    private static final long HPET_COUNTS = 500_000;
    private static final long SECOND = 200;
    private static final long PAUSE = 3 * SECOND;
    /** Ticks that go on while the machine is about to pause or to go on. */
    private static final long SLACK = SECOND / 2;

    /**
     * @param ticks that the guest had counted
     * @param due ticks for which there had been time, by the machine's own clock: fewer come on a busy host until the guest has caught up
     */
    private record Line(long ticks, long due) {
        long surplus() {
            return ticks - due;
        }
    }

    @Test
    void ticks_of_a_pause_are_not_made_up_for() throws IOException, InterruptedException {
        Path directory = Checkout.target().resolve("pit");
        Path kernel = AssembledGuest.kernel("ticks.asm", directory);
        VmSpec spec = new VmSpec("ticks", List.of(), List.of(), 64, 1, kernel, null, "");
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            await(vm, line -> line.ticks > SECOND);
            vm.qmp("stop", Map.of());
            Thread.sleep(200);
            Line before = lines(vm).getLast();
            Thread.sleep(PAUSE / SECOND * 1000);
            vm.qmp("cont", Map.of());
            await(vm, line -> line.due > before.due + 3 * SECOND);

            assertThat(lines(vm)).allSatisfy(line -> assertThat(line.surplus()).isLessThan(SLACK));
        }
    }

    private static Line await(Vm vm, Predicate<Line> condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        List<Line> lines = lines(vm);
        while (lines.isEmpty() || !condition.test(lines.getLast())) {
            assertThat(System.nanoTime()).as("%s", vm.said()).isLessThan(end);
            Thread.sleep(50);
            lines = lines(vm);
        }
        return lines.getLast();
    }

    private static List<Line> lines(Vm vm) throws IOException {
        return LINE.matcher(vm.said())
                .results()
                .map(line ->
                        new Line(Long.parseLong(line.group(1), 16), Long.parseLong(line.group(2), 16) / HPET_COUNTS))
                .toList();
    }
}
