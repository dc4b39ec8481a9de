package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.LabPc;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.NamespacedHost;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * A way between Debian and the host of its monitor: a shared network, whose other end is the host's loopback interface, by libslirp or by passt, or a TAP at
 * a bridge.
 */
enum NetworkWay {
    NAT("10.0.2.2"),
    PASST("10.5.0.2"),
    TAP("10.5.0.1");

    private static final String ECHO_PORT = "5300";
    private static final int REQUESTS = 500;

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

    private static final Pattern LATENCY = Pattern.compile("(?m)latency ([0-9.]+)\\r?$");

    /** How the guest calls its monitor's host. */
    private final String host;

    NetworkWay(String host) {
        this.host = host;
    }

    /** The host, in a network namespace of its own, that answers iperf3 and requests. */
    static NamespacedHost start(LabPc pc) throws IOException, InterruptedException {
        return NamespacedHost.start(pc, "bench-host", HOST);
    }

    String host() {
        return host;
    }

    /** Boots a machine with an interface there, and has its Debian connected. @param model of the interface */
    Vm boot(LabDebians debians, NamespacedHost where, Monitor side, VmSpec machine, String model)
            throws IOException, InterruptedException {
        String tap = this == TAP ? side.name().toLowerCase(Locale.ROOT) : null;
        VmSpec networked = machine.withNetwork(new VmSpec.Network(model, tap, this == PASST));
        Vm guest = debians.boot(side, networked, where);
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
        String address = this == TAP ? "Address=10.5.0.%d/24".formatted(10 + side.ordinal()) : "DHCP=ipv4";
        return """
            printf '[Match]\\nName=en*\\n[Network]\\n%s\\n' >/etc/systemd/network/bench.network
            systemctl restart systemd-networkd
            /lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120
            """.formatted(address);
    }

    /** Microseconds that a request of one byte and its answer take, one after the other. */
    double request(Vm guest) throws IOException, InterruptedException {
        String said = guest.shell(REQUEST.replace("HOST", host), LabDebians.STEP);
        Matcher line = LATENCY.matcher(said);
        if (!line.find()) {
            throw new IOException("The guest said only this:\n" + said);
        }
        return Double.parseDouble(line.group(1));
    }
}
