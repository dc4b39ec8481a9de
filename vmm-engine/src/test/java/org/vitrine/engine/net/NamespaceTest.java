package org.vitrine.engine.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.net.passt.PasstBackend;

/** Networks that need a host which the test has for itself: user, network and mount namespaces, in which it is root. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NamespaceTest {
    @TempDir
    Path directory;

    /** Runs commands, then {@link NamespacedNetworks}. @return what it printed */
    private List<String> inNamespaces(List<String> commands, String... words) throws Exception {
        List<String> script = new ArrayList<>(commands);
        script.addFirst("set -e");
        script.add("exec \"$@\"");
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--net",
                "--mount",
                "sh",
                "-c",
                String.join("\n", script),
                "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NamespacedNetworks.class.getName()));
        command.addAll(List.of(words));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void assumeNamespaces() throws Exception {
        Process process = new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "--mount", "true")
                .redirectErrorStream(true)
                .start();
        assumeTrue(process.waitFor() == 0, "this host gives its users no namespaces");
    }

    @Test
    void guests_at_taps_of_a_bridge_reach_each_other_and_the_host() throws Exception {
        assumeNamespaces();
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "this user may not use /dev/net/tun");

        List<String> said = inNamespaces(
                List.of(
                        "ip link set lo up",
                        "ip link add br0 type bridge",
                        "ip address add 10.5.0.1/24 dev br0",
                        "ip tuntap add dev tap0 mode tap",
                        "ip link set tap0 master br0",
                        "ip link set tap0 up",
                        "ip link set br0 up"),
                "bridge");

        assertThat(said)
                .containsExactly(
                        "the host got: from a guest", "a guest got: from the host", "a guest got: from its neighbour");
    }

    @Test
    void segments_come_in_one_piece_from_a_tap_to_whoever_takes_them() throws Exception {
        assumeNamespaces();
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "this user may not use /dev/net/tun");

        List<String> said = inNamespaces(
                List.of(
                        "ip link add br0 type bridge",
                        "ip tuntap add dev tap0 mode tap",
                        "ip link set tap0 master br0",
                        "ip link set tap0 up",
                        "ip link set br0 up"),
                "segments");

        String cut = "a guest got: " + String.join(", ", java.util.Collections.nCopies(6, "1502")) + ", 1366";
        assertThat(said).containsExactly(cut, "a guest got: 10054 by 1448", cut);
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_guest_resolves_names_as_its_host_does(Translator translator) throws Exception {
        assumeNamespaces();
        assumeTrue(
                translator == Translator.LIBSLIRP || PasstBackend.program().isPresent(),
                translator + " is not installed");
        Path resolver = Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.1\n");

        List<String> said = inNamespaces(
                List.of(
                        "ip link set lo up",
                        // passt wants a host that is connected to something.
                        "ip link add outside type veth peer name inside",
                        "ip address add 192.0.2.2/24 dev inside",
                        "ip link set inside up",
                        "ip link set outside up",
                        "ip route add default via 192.0.2.1",
                        "mount --bind '" + resolver + "' /etc/resolv.conf"),
                "names",
                translator.name());

        assertThat(said).containsExactly("the name has the address 192.0.2.77");
    }
}
