package org.vitrine.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DebianBootTest {
    @Test
    void systemds_times_are_read_with_each_of_their_units() throws IOException {
        assertSeconds("Startup finished in 15.044s (kernel) + 45.568s (userspace) = 1min 613ms \r", 60.613);
        assertSeconds("Startup finished in 4.5s (kernel) + 12.3s (userspace) = 16.8s", 16.8);
        assertSeconds("Startup finished in 20s (kernel) + 1min 2.5s (userspace) = 1min 22.500s", 82.5);
    }

    private static void assertSeconds(String line, double seconds) throws IOException {
        String said = "systemd-analyze time\n" + line + "\ngraphical.target reached after 45.060s in userspace.\n";
        assertThat(DebianBoot.seconds(said)).isCloseTo(seconds, within(0.0005));
    }
}
