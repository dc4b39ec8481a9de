package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.NamespacedHost;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * iperf3 both ways, and requests of one byte, between Debian and the host of its monitor, in the lab: through a shared network, whose other end is the
 * host's loopback interface, by libslirp and by passt, and through a TAP at a bridge. Vitrine's guest and QEMU's run in one lab PC at the same time, each at rest while the
 * other one is measured.
 */
final class Networks implements Measurement {
    private static final double LEAST = 1.0;
    private static final double MOST = 1.0;
    private static final int RUNS = 5;
    private static final int SECONDS = 5;
    private static final int REQUESTS = 500;
    private static final String ECHO_PORT = "5300";

    enum Way {
        NAT("10.0.2.2"),
        PASST("10.5.0.2"),
        TAP("10.5.0.1");

        /** How the guest calls its monitor's host. */
        private final String host;

        Way(String host) {
            this.host = host;
        }
    }

    /** Both ends of each measurement, a TAP for each side, and a gateway, by whose address passt's guest calls its host. */
    private static final String HOST = """
        ip link add br0 type bridge
        ip address add 10.5.0.1/24 dev br0
        for tap in vitrine qemu; do
          ip tuntap add dev $tap mode tap
          ip link set $tap master br0
          ip link set $tap up
        done
        ip link set br0 up
        ip route add default via 10.5.0.2
        iperf3 --server >/dev/null 2>&1 &
        socat TCP-LISTEN:PORT,fork,reuseaddr,nodelay PIPE &
        """.replace("PORT", ECHO_PORT);

    private static final Pattern RATE = Pattern.compile("\"sum_received\":[^}]*?\"bits_per_second\":\\s*([0-9.e+]+)");
    private static final Pattern LATENCY = Pattern.compile("(?m)latency ([0-9.]+)\\r?$");

    /** In the Perl that each Debian has, which knows the time in seconds only: clock_gettime(2) is asked by its number. */
    private static final String REQUEST = """
            cat >/tmp/ask.pl <<'END'
            use IO::Socket::INET;
            sub now { my $t = "\\0" x 16; syscall(228, 1, $t); my ($s, $n) = unpack("q2", $t); $s + $n / 1e9 }
            my $peer = IO::Socket::INET->new("HOST:PORT") or die;
            setsockopt($peer, 6, 1, 1);
            my $start = now();
            for (1..COUNT) { syswrite($peer, "x"); sysread($peer, my $answer, 1) or die }
            printf "latency %.1f\\n", 1e6 * (now() - $start) / COUNT;
            END
            perl /tmp/ask.pl
            """.replace("PORT", ECHO_PORT).replace("COUNT", "" + REQUESTS);

    private final Way way;

    Networks(Way way) {
        this.way = way;
    }

    @Override
    public String name() {
        return "networks-" + way.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (LabDebians debians = LabDebians.start(tools);
                NamespacedHost host = NamespacedHost.start(debians.pc(), "bench-host", HOST)) {
            for (String model : List.of("virtio", "e1000e")) {
                try (Vm ours = boot(debians, host, Monitor.VITRINE, model);
                        Vm theirs = boot(debians, host, Monitor.QEMU, model)) {
                    findings.addAll(measure(ours, theirs, model));
                }
            }
        }
        return findings;
    }

    private Vm boot(LabDebians debians, NamespacedHost host, Monitor side, String model)
            throws IOException, InterruptedException {
        String tap = way == Way.TAP ? side.name().toLowerCase(Locale.ROOT) : null;
        VmSpec machine =
                debians.machine(name(), side, "ahci").withNetwork(new VmSpec.Network(model, tap, way == Way.PASST));
        Vm guest = debians.boot(side, machine, host);
        try {
            guest.shell(connect(side), LabDebians.STEP);
            return guest;
        } catch (IOException | InterruptedException | RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    /** systemd's own client of DHCP, or an address on the bridge. */
    private String connect(Monitor side) {
        String address = way == Way.TAP ? "Address=10.5.0.%d/24".formatted(10 + side.ordinal()) : "DHCP=ipv4";
        return """
            printf '[Match]\\nName=en*\\n[Network]\\n%s\\n' >/etc/systemd/network/bench.network
            systemctl restart systemd-networkd
            /lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120
            """.formatted(address);
    }

    private List<Finding> measure(Vm ours, Vm theirs, String model) throws IOException, InterruptedException {
        Samples[] our = {new Samples(), new Samples(), new Samples()};
        Samples[] their = {new Samples(), new Samples(), new Samples()};
        for (int run = 0; run < RUNS; run++) {
            measure(ours, our);
            measure(theirs, their);
        }
        String what = "%s through %s: ".formatted(model, way.name());
        return List.of(
                Finding.ratioAtLeast(
                        what + "iperf3, guest to host", "Mbit/s", our[0].median(), their[0].median(), LEAST),
                Finding.ratioAtLeast(
                        what + "iperf3, host to guest", "Mbit/s", our[1].median(), their[1].median(), LEAST),
                Finding.ratioAtMost(what + "request and answer", "us", our[2].median(), their[2].median(), MOST));
    }

    private void measure(Vm guest, Samples[] into) throws IOException, InterruptedException {
        into[0].add(rate(guest, ""));
        into[1].add(rate(guest, "--reverse"));
        into[2].add(found(LATENCY, guest.shell(REQUEST.replace("HOST", way.host), LabDebians.STEP)));
    }

    /** @return Mbit a second */
    private double rate(Vm guest, String direction) throws IOException, InterruptedException {
        String said = guest.shell(
                "iperf3 --client %s --time %d --json %s".formatted(way.host, SECONDS, direction), LabDebians.STEP);
        return found(RATE, said) / 1e6;
    }

    private static double found(Pattern pattern, String said) throws IOException {
        Matcher line = pattern.matcher(said);
        if (!line.find()) {
            throw new IOException("The guest said only this:\n" + said);
        }
        return Double.parseDouble(line.group(1));
    }
}
