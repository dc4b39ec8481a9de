package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.Virtio;
import org.vitrine.testbed.Checkout;

/**
 * Debian with systemd on virtio, and without: what its own tools say of disks, network and the rest of the hardware, and how it comes back from a reboot. The host of its
 * shared network is {@code testbed/network-ends}, in namespaces of its own, where it has a loopback interface and names for itself.
 */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class DebianHardwareTest {
    private static final Duration STEP = Duration.ofMinutes(6);
    private static final int MEMORY_MIB = 384;
    private static final int DATA_MIB = 96;

    /** What the rest needs. {@code traffic} prints iperf3's exit status, how often its report speaks of an error, and what arrived. */
    private static final String SCRIPT = """
            echo
            nic=$(basename /sys/class/net/en*)
            data=/dev/$(lsblk -b -d -n -o NAME,SIZE | awk '$2 == %d { print $1 }')
            traffic() {
              iperf3 --client %s --time 4 --json "$@" >/tmp/iperf
              echo "iperf3-$?-$(grep -c '"error"' /tmp/iperf) $(grep -A 5 '"sum_received"' /tmp/iperf | tr -d '\\n')"
            }
            """.formatted((long) DATA_MIB << 20, DebianNetwork.HOST);

    private static final String LOOK = """
            echo "== lspci"; lspci -vv 2>&1
            echo "== lsblk"; lsblk -b -n -o NAME,SIZE,TYPE,RO,MOUNTPOINT
            echo "== link"; ethtool $nic; ethtool -i $nic; ethtool -k $nic; ethtool -l $nic 2>&1
            """;

    private static final String WORK = """
            echo "== disk"; fio --name=disk --filename=$data --size=48M --direct=1 --ioengine=libaio --iodepth=16 --rw=randwrite --bsrange=4k-64k \\
              --verify=crc32c --verify_fatal=1 2>&1; echo fio-$?
            echo "== files"; mkdir -p /root/fio; fio --name=files --directory=/root/fio --size=8M --rw=randrw --bs=4k --fsync=64 --verify=crc32c \\
              --verify_fatal=1 2>&1; echo fio-$?
            echo "== traffic"; traffic; traffic --reverse; traffic --parallel 4
            echo "== ends"; perl /root/network-ends guest 2>&1
            echo "== names"; getent ahostsv4 vitrine.example
            """;

    private static final String STATE = """
            echo "== counts"; grep . /sys/class/net/$nic/statistics/*_errors; ethtool -S $nic
            echo "== errors"; dmesg --level emerg,alert,crit,err
            echo "== warnings"; dmesg --level warn
            echo "== system"; systemctl is-system-running --wait; systemctl --failed --no-legend --plain | cat
            """;

    private static final String RECORD =
            "head -c 3000000 /dev/urandom >/root/record; md5sum /root/record >/root/record.sum; cat /proc/sys/kernel/random/boot_id >/root/boot";

    private static final String AGAIN = """
            echo "== record"; md5sum -c /root/record.sum; cmp -s /root/boot /proc/sys/kernel/random/boot_id || echo another-boot
            echo "== online"; /lib/systemd/systemd-networkd-wait-online --ipv4 --ipv6 --timeout=180; echo online-$?; ethtool $nic
            echo "== lsblk"; lsblk -b -n -o NAME,SIZE,TYPE,RO,MOUNTPOINT
            echo "== read"; dd if=$data of=/dev/null bs=1M iflag=direct 2>&1
            echo "== traffic"; traffic --reverse
            """;

    /** lspci's words for what it cannot read or does not understand, and for what a device has seen go wrong. */
    private static final Pattern BAD_CONFIGURATION = Pattern.compile(
            "(?m)access denied|[Uu]nknown header|[Cc]hain (looped|broken)|!!!|[Ii]nvalid|rev ff|unassigned"
                    + "|^\\s*(Status|Secondary status):.*(Abort|ERR)\\+|DevSta:.*(CorrErr|FatalErr|UnsupReq)\\+");

    /** What the kernel counts of what went wrong. */
    private static final Pattern FAULTS =
            Pattern.compile("(?m)^.*(errors|failed|timeouts?|hang|dropped|_drops)\\w*: ?[1-9].*$");

    private static final Pattern RECEIVED = Pattern.compile("\"bytes\":\\s*(\\d+)");

    /**
     * What the kernel and systemd say under QEMU's q35 as well: the lab PC does not intercept XSETBV (LinuxTest), and the image has no modules but those of its initramfs.
     */
    private static final List<Pattern> KNOWN_ERRORS = List.of(
            Pattern.compile("XSAVE consistency problem|CPUID\\[#"), Pattern.compile("Failed to find module 'autofs4'"));

    @Test
    void debian_on_virtio_finds_nothing_wrong(Lab lab) throws IOException, InterruptedException {
        Lab.Shared channel = lab.shared("hardware-channel.txt");
        MachineConfig hardware = MachineConfig.of(UUID.randomUUID(), "hardware-virtio", MEMORY_MIB, 2)
                .withNetworks(List.of(DebianNetwork.of(Model.VIRTIO)))
                .withVirtio(new Virtio(true, List.of(new Virtio.Port("org.example.channel", false, channel.there()))));
        Map<String, String> drivers = Map.of(
                "Virtio 1.0 block device", "virtio-pci",
                "Virtio 1.0 network device", "virtio-pci",
                "Virtio 1.0 RNG", "virtio-pci",
                "Virtio 1.0 console", "virtio-pci",
                "SATA controller", "ahci",
                "PCI bridge", "pcieport");

        LabMachine machine = LabMachine.debian(lab, hardware, Bus.VIRTIO, DATA_MIB);
        try (NamespacedHost host = host(lab);
                Vm vm = machine.boot(host)) {
            GuestReport report = work(lab, vm, "hardware-virtio", """
                    echo "== random"; cat /sys/class/misc/hw_random/rng_current; dd if=/dev/hwrng bs=512 count=8 iflag=fullblock status=none | wc -c
                    echo "== port"; cat /sys/class/virtio-ports/*/name; echo from debian >/dev/$(basename /sys/class/virtio-ports/*)
                    echo "== pairs"; ethtool -L $nic combined 4; ethtool -l $nic; traffic --parallel 8
                    """);

            assertHardware(report, drivers, "vda", "vdb");
            assertThat(report.section("link"))
                    .contains("driver: virtio_net", "Link detected: yes")
                    .containsPattern("tx-checksum-ip-generic: on")
                    .containsPattern("tx-tcp-segmentation: on")
                    .containsPattern("tx-tcp6-segmentation: on")
                    .containsPattern("Combined:\\s+4\\n(.*\\n)*.*Combined:\\s+2");
            assertThat(report.lines("random")).containsExactly("virtio_rng.0", "4096");
            assertThat(report.lines("port")).containsExactly("org.example.channel");
            assertThat(Files.readString(channel.here())).isEqualTo("from debian\n");
            assertThat(report.section("pairs")).containsPattern("Current(.*\\n)*Combined:\\s+4");
            assertTraffic(report, "pairs", 1);
            reboot(lab, vm, "hardware-virtio-again", "vda", "vdb");
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
        }
        machine.remove();
    }

    @Test
    void debian_on_ahci_and_e1000e_finds_nothing_wrong(Lab lab) throws IOException, InterruptedException {
        MachineConfig hardware = MachineConfig.of(UUID.randomUUID(), "hardware-plain", MEMORY_MIB, 1)
                .withNetworks(List.of(DebianNetwork.of(Model.E1000E)));
        Map<String, String> drivers =
                Map.of("SATA controller", "ahci", "82574L Gigabit", "e1000e", "PCI bridge", "pcieport");

        LabMachine machine = LabMachine.debian(lab, hardware, Bus.AHCI, DATA_MIB);
        try (NamespacedHost host = host(lab);
                Vm vm = machine.boot(host)) {
            GuestReport report = work(lab, vm, "hardware-plain", "");

            assertHardware(report, drivers, "sda", "sdb");
            assertThat(report.section("link"))
                    .contains("driver: e1000e", "Speed: 1000Mb/s", "Duplex: Full", "Link detected: yes")
                    .contains("rx-checksumming: on", "tx-checksumming: on", "tcp-segmentation-offload: on");
            reboot(lab, vm, "hardware-plain-again", "sda", "sdb");
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
        }
        machine.remove();
    }

    /** The resolver is told to ask the test's own name server. */
    private static NamespacedHost host(Lab lab) throws IOException, InterruptedException {
        Path ends = Checkout.top().resolve("testbed/network-ends");
        return NamespacedHost.start(lab.pc(), "hardware-host", """
                echo nameserver 127.0.0.1 >/tmp/hardware-resolv.conf
                mount --bind /tmp/hardware-resolv.conf /etc/resolv.conf
                perl '%s' host &
                iperf3 --server >/dev/null &
                """.formatted(ends));
    }

    /** Has Debian look at its hardware, use it, and say what it thinks of it. */
    private static GuestReport work(Lab lab, Vm vm, String name, String more) throws IOException, InterruptedException {
        String ends = Files.readString(Checkout.top().resolve("testbed/network-ends"));
        vm.shell("cat >/root/network-ends <<'END'\n" + ends + "END\n", STEP);
        assertThat(vm.shell(DebianNetwork.CONNECT, STEP)).contains("online-0");
        return report(lab, vm, name, LOOK + WORK + more + STATE);
    }

    private static GuestReport report(Lab lab, Vm vm, String name, String commands)
            throws IOException, InterruptedException {
        vm.shell("cat >/root/report <<'END'\n" + SCRIPT + commands + "echo == end\nEND\n", STEP);
        GuestReport report = new GuestReport(vm.shell("sh /root/report", STEP));
        lab.keep(name + ".txt", report.toString());
        return report;
    }

    private static void assertHardware(GuestReport report, Map<String, String> drivers, String system, String data) {
        assertThat(report.section("lspci")).doesNotContainPattern(BAD_CONFIGURATION);
        drivers.forEach((device, driver) -> assertThat(report.parts("lspci"))
                .filteredOn(part -> part.lines().findFirst().orElse("").contains(device))
                .as(device)
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part).contains("Kernel driver in use: " + driver)));
        assertDisks(report, system, data);
        for (String section : List.of("disk", "files")) {
            assertThat(report.section(section))
                    .containsPattern("err= 0")
                    .contains("fio-0")
                    .doesNotContain("verify:", "bad magic");
        }
        assertTraffic(report, "traffic", 3);
        assertThat(report.lines("ends"))
                .containsExactly(
                        "the host by TCP and IPv4",
                        "the host by UDP and IPv4",
                        "the host by TCP and IPv6",
                        "the host by UDP and IPv6",
                        "the guest by TCP and IPv4",
                        "the guest by UDP and IPv4",
                        "the guest by TCP and IPv6",
                        "the guest by UDP and IPv6");
        assertThat(report.section("names")).contains("192.0.2.77");
        assertThat(report.section("counts")).doesNotContainPattern(FAULTS);
        assertWell(report);
    }

    private static void assertDisks(GuestReport report, String system, String data) {
        assertThat(report.section("lsblk"))
                .containsPattern("(?m)^" + system + " +" + (896L << 20) + " disk +0")
                .containsPattern("(?m)^.*" + system + "1 .*part +0 /$")
                .containsPattern("(?m)^" + data + " +" + ((long) DATA_MIB << 20) + " disk +0");
    }

    private static void assertTraffic(GuestReport report, String section, int runs) {
        List<String> each = report.lines(section).stream()
                .filter(line -> line.startsWith("iperf3-"))
                .toList();
        assertThat(each).hasSize(runs).allSatisfy(line -> {
            assertThat(line).startsWith("iperf3-0-0 ");
            Matcher received = RECEIVED.matcher(line);
            assertThat(received.find()).as(line).isTrue();
            assertThat(Long.parseLong(received.group(1))).isPositive();
        });
    }

    private static void assertWell(GuestReport report) {
        assertThat(report.linesBut("errors", KNOWN_ERRORS)).isEmpty();
        assertThat(report.section("warnings"))
                .doesNotContainPattern(
                        "(?i)I/O error|hung|lockup|NETDEV WATCHDOG|Tx timeout|nobody cared|exception Emask");
        assertThat(report.lines("system")).containsExactly("running");
    }

    private static void reboot(Lab lab, Vm vm, String name, String system, String data)
            throws IOException, InterruptedException {
        vm.shell(RECORD, STEP);
        int before = vm.said().length();
        vm.type("systemctl reboot\n");
        vm.waitForSerial(before, "Restarting system", STEP);
        int after = vm.said().length();
        vm.waitForSerial(after, "(debian) ", LabMachine.BOOT);
        vm.shell("systemctl is-system-running --wait", STEP);
        GuestReport report = report(lab, vm, name, AGAIN + STATE);

        assertThat(report.lines("record")).containsExactly("/root/record: OK", "another-boot");
        assertThat(report.section("online")).contains("online-0", "Link detected: yes");
        assertThat(report.section("read")).contains("96+0 records in");
        assertDisks(report, system, data);
        assertTraffic(report, "traffic", 1);
        assertWell(report);
    }
}
