package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.lab.GuestMedia;
import org.vitrine.testbed.lab.LabPc;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/**
 * iperf3 both ways through a shared network, and requests of one byte, in Debian in the lab: the other end is the lab PC's loopback interface. Vitrine's guest and QEMU's run in one lab PC at
 * the same time, each at rest while the other one is measured.
 */
final class Networks implements Measurement {
    private static final Duration BOOT = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final double LEAST = 1.0;
    private static final double MOST = 1.0;
    private static final int RUNS = 3;
    private static final int SECONDS = 5;
    private static final int REQUESTS = 500;
    private static final String PLACE = "/dev/shm/networks";
    private static final String HOST = "10.0.2.2";
    private static final String ECHO_PORT = "5300";

    private static final Pattern RATE = Pattern.compile("\"sum_received\":[^}]*?\"bits_per_second\":\\s*([0-9.e+]+)");
    private static final Pattern LATENCY = Pattern.compile("(?m)^latency ([0-9.]+)\\r?$");

    /** systemd's own client of DHCP. */
    private static final String CONNECT = """
        printf '[Match]\\nName=en*\\n[Network]\\nDHCP=ipv4\\n' >/etc/systemd/network/bench.network
        systemctl restart systemd-networkd
        /lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120
        """;

    /** In the Perl that each Debian has, which knows the time in seconds only: clock_gettime(2) is asked by its number. */
    private static final String REQUEST =
            """
            cat >/tmp/ask.pl <<'END'
            use IO::Socket::INET;
            sub now { my $t = "\\0" x 16; syscall(228, 1, $t); my ($s, $n) = unpack("q2", $t); $s + $n / 1e9 }
            my $peer = IO::Socket::INET->new("HOST") or die;
            setsockopt($peer, 6, 1, 1);
            my $start = now();
            for (1..COUNT) { syswrite($peer, "x"); sysread($peer, my $answer, 1) or die }
            printf "latency %.1f\\n", 1e6 * (now() - $start) / COUNT;
            END
            perl /tmp/ask.pl
            """.replace("HOST", HOST + ":" + ECHO_PORT).replace("COUNT", "" + REQUESTS);

    @Override
    public String name() {
        return "networks";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Path debian = GuestMedia.get(tools.checkout(), "debian.raw");
        List<Finding> findings = new ArrayList<>();
        try (LabPc pc = LabPc.start(tools.checkout(), tools.work().resolve("lab-pc"), List.of())) {
            pc.start(List.of("iperf3", "--server"));
            pc.start(List.of("socat", "TCP-LISTEN:" + ECHO_PORT + ",fork,reuseaddr,nodelay", "PIPE"));
            for (String model : List.of("virtio", "e1000e")) {
                try (Vm ours = boot(tools, pc, debian, Monitor.VITRINE, model);
                        Vm theirs = boot(tools, pc, debian, Monitor.QEMU, model)) {
                    findings.addAll(measure(ours, theirs, model));
                }
            }
        }
        return findings;
    }

    private static Vm boot(Tools tools, LabPc pc, Path debian, Monitor side, String model)
            throws IOException, InterruptedException {
        String name = "networks-%s-%s".formatted(model, side.name().toLowerCase(Locale.ROOT));
        Path system = Path.of(PLACE, name);
        pc.run(
                STEP,
                List.of(
                        "bash",
                        "-ec",
                        "mkdir -p %s\nqemu-img create -q -f qcow2 -F raw -b %s %s".formatted(PLACE, debian, system)));
        VmSpec spec = VmSpec.disk(name, system, "qcow2", "ahci").withNetwork(model);
        Vm guest = Vm.boot(pc, side, spec, tools.checkout(), tools.work());
        guest.waitForSerial("(debian) ", BOOT);
        guest.shell("systemctl is-system-running --wait", BOOT);
        guest.shell(CONNECT, STEP);
        return guest;
    }

    private static List<Finding> measure(Vm ours, Vm theirs, String model) throws IOException, InterruptedException {
        Samples[] our = {new Samples(), new Samples(), new Samples()};
        Samples[] their = {new Samples(), new Samples(), new Samples()};
        for (int run = 0; run < RUNS; run++) {
            measure(ours, our);
            measure(theirs, their);
        }
        String what = model + " through NAT: ";
        return List.of(
                Finding.ratioAtLeast(
                        what + "iperf3, guest to host", "Mbit/s", our[0].median(), their[0].median(), LEAST),
                Finding.ratioAtLeast(
                        what + "iperf3, host to guest", "Mbit/s", our[1].median(), their[1].median(), LEAST),
                Finding.ratioAtMost(what + "request and answer", "us", our[2].median(), their[2].median(), MOST));
    }

    private static void measure(Vm guest, Samples[] into) throws IOException, InterruptedException {
        into[0].add(rate(guest, ""));
        into[1].add(rate(guest, "--reverse"));
        into[2].add(found(LATENCY, guest.shell(REQUEST, STEP)));
    }

    /** @return Mbit a second */
    private static double rate(Vm guest, String direction) throws IOException, InterruptedException {
        String said = guest.shell("iperf3 --client %s --time %d --json %s".formatted(HOST, SECONDS, direction), STEP);
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
