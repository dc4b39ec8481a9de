package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

/** Debug console, port 92 and pvpanic. */
class SmallPortsTest {
    private final TestHost host = new TestHost();
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void debug_console_hands_on_whole_lines_and_bounds_them() {
        new DebugConsole("debugcon", host, heard::add);

        assertThat(host.in(0x402)).isEqualTo(0xe9);
        "SeaBIOS\n".chars().forEach(c -> host.out(0x402, c));
        for (int i = 0; i < 300; i++) {
            host.out(0x402, 'x');
        }

        assertThat(heard).containsExactly("SeaBIOS", "x".repeat(256));
    }

    @Test
    void port_92_resets_once_for_each_rise_of_its_bit_and_stores_the_a20_gate() {
        new Port92("port92", host, () -> heard.add("reset"));

        host.out(0x92, 2);
        assertThat(host.in(0x92)).isEqualTo(2);
        host.out(0x92, 3);
        host.out(0x92, 3);

        assertThat(heard).containsExactly("reset");
    }

    @Test
    void pvpanic_tells_a_panic_from_a_crash_kernel() {
        new PvPanic("pvpanic", host, crash -> heard.add(crash ? "crash kernel" : "panic"));

        assertThat(host.in(0x505)).isEqualTo(3);
        host.out(0x505, 0);
        host.out(0x505, 1);
        host.out(0x505, 2);

        assertThat(heard).containsExactly("panic", "crash kernel");
    }

    @Test
    void each_passes_the_round_trip() throws Exception {
        DeviceRoundTrip.of(test -> new DebugConsole("debugcon", test, line -> {}))
                .ports(0x402, 1)
                .prepare((device, test) -> test.out(0x402, 'x'))
                .verify();
        DeviceRoundTrip.of(test -> new Port92("port92", test, () -> {}))
                .ports(0x92, 1)
                .prepare((device, test) -> test.out(0x92, 2))
                .verify();
        DeviceRoundTrip.of(test -> new PvPanic("pvpanic", test, crash -> {}))
                .ports(0x505, 1)
                .prepare((device, test) -> {})
                .verify();
    }
}
