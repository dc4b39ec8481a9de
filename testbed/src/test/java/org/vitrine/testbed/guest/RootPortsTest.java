package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** The board's PCI Express slots have bus numbers, and memory for what is plugged in later, however the guest boots. */
@Tag("kvm")
@Tag("slow")
class RootPortsTest {
    private static final Pattern PORT = Pattern.compile("([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) \n");
    private static final int PORTS = 4;

    private final Path directory = Checkout.target().resolve("root-ports");

    @Test
    void seabios_numbers_the_buses_and_opens_windows() throws IOException, InterruptedException {
        Path iso = AssembledGuest.iso("bridges.asm", directory.resolve("seabios"));
        assertReady(VmSpec.iso("bridges-seabios", iso).withMemoryMiB(64));
    }

    @Test
    void a_direct_boot_numbers_the_buses_and_opens_windows() throws IOException, InterruptedException {
        Path kernel = AssembledGuest.kernel("bridges.asm", directory.resolve("direct"));
        assertReady(new VmSpec("bridges-direct", List.of(), List.of(), 64, 1, kernel, null, ""));
    }

    private void assertReady(VmSpec spec) throws IOException, InterruptedException {
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            String said = vm.waitForSerial("end", Duration.ofMinutes(2));
            List<MatchResult> ports = PORT.matcher(said).results().toList();

            assertThat(ports).hasSize(PORTS);
            for (int port = 0; port < PORTS; port++) {
                MatchResult line = ports.get(port);
                assertThat(line.group(1)).isEqualTo("000c1b36");
                int bus = port + 1;
                assertThat(number(line, 2) & 0xff_ffff).isEqualTo(bus << 16 | bus << 8);
                long base = (number(line, 3) & 0xfff0) << 16;
                long limit = number(line, 3) & 0xfff0_0000L | 0xf_ffff;
                assertThat(limit - base)
                        .as("memory of port %d in %s", port, said)
                        .isPositive();
                assertThat(base).isGreaterThanOrEqualTo(0x8000_0000L);
            }
        }
    }

    private static long number(MatchResult line, int group) {
        return Long.parseLong(line.group(group), 16);
    }
}
