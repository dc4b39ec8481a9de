package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.testbed.Checkout;

/** Two machines with Debian's kernel that reach each other: by an internal network, and at TAPs of a bridge, where they reach their host too. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxNeighboursTest {
    private static final String UP = """
            ifconfig lo 127.0.0.1
            ifconfig eth0 up
            """;
    /** Its data, and a sum of what its neighbour has. */
    private static final String SERVE = """
            mkdir -p /www; dd if=/dev/urandom of=/www/data bs=1M count=4
            httpd -p 80 -h /www; echo sum-$(md5sum </www/data)
            """;

    private static final String LEASE = UP + """
            echo '#!/bin/sh' >/lease; echo 'if [ $1 = bound ]; then ifconfig eth0 $ip netmask $subnet; echo leased-$ip; fi' >>/lease
            chmod 755 /lease; udhcpc -i eth0 -n -q -t 20 -s /lease
            """;

    @Test
    void two_machines_talk_on_an_internal_network_that_gives_them_addresses(Lab lab)
            throws IOException, InterruptedException {
        List<String> oneBoots = words(lab, "internal-one", "internal=lab,dhcp,model=virtio");
        List<String> twoBoots = words(lab, "internal-two", "internal=lab,dhcp,model=e1000e");
        try (Vm one = start(lab, "internal-one", oneBoots);
                Vm two = start(lab, "internal-two", twoBoots)) {
            awaitBoth(one, two);
            String ones = address(one.shell(LEASE, LinuxShell.STEP));
            String twos = address(two.shell(LEASE, LinuxShell.STEP));
            assertThat(List.of(ones, twos)).doesNotHaveDuplicates().allMatch(each -> each.startsWith("192.168.77."));

            talk(one, ones, two, twos);
            end(lab, "internal", one, two);
        }
    }

    @Test
    void two_machines_and_their_host_talk_over_a_bridge(Lab lab) throws IOException, InterruptedException {
        List<String> oneBoots = words(lab, "bridge-one", "tap=tap0,model=virtio");
        List<String> twoBoots = words(lab, "bridge-two", "bridge=br0,model=e1000e");
        try (NamespacedHost host = NamespacedHost.start(lab.pc(), "bridge-host", """
                        ip link add br0 type bridge
                        ip address add 10.5.0.1/24 dev br0
                        ip tuntap add dev tap0 mode tap
                        ip link set tap0 master br0
                        ip link set tap0 up
                        ip link set br0 up
                        """);
                Vm one = start(lab, "bridge-one", host.within(oneBoots));
                Vm two = start(lab, "bridge-two", host.within(twoBoots))) {
            awaitBoth(one, two);
            one.shell(UP + "ifconfig eth0 10.5.0.11 netmask 255.255.255.0", LinuxShell.STEP);
            two.shell(UP + "ifconfig eth0 10.5.0.12 netmask 255.255.255.0", LinuxShell.STEP);

            String sum = talk(one, "10.5.0.11", two, "10.5.0.12");
            String fetched = lab.pc()
                    .run(
                            LinuxShell.STEP,
                            host.within(List.of("bash", "-c", "busybox wget -q -O - http://10.5.0.11/data | md5sum")));
            assertThat(fetched).contains(sum);
            assertThat(two.shell("ping -c 2 10.5.0.1", LinuxShell.STEP)).contains(" 0% packet loss");
            end(lab, "bridge", one, two);
        }
    }

    /** Each fetches from the other. @return the sum of what the first has */
    private static String talk(Vm one, String ones, Vm two, String twos) throws IOException, InterruptedException {
        String onesSum = sum(one.shell(SERVE, LinuxShell.STEP));
        String twosSum = sum(two.shell(SERVE, LinuxShell.STEP));
        assertThat(sum(one.shell(fetch(twos), LinuxShell.STEP))).isEqualTo(twosSum);
        assertThat(sum(two.shell(fetch(ones), LinuxShell.STEP))).isEqualTo(onesSum);
        return onesSum;
    }

    private static String fetch(String from) {
        return "wget -q -O /got http://%s/data; echo sum-$(md5sum </got)".formatted(from);
    }

    private static String sum(String said) {
        return found("(?m)^sum-([0-9a-f]{32})", said);
    }

    private static String address(String said) {
        return found("(?m)^leased-([0-9.]+)", said);
    }

    private static String found(String pattern, String said) {
        Matcher matcher = Pattern.compile(pattern).matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        return matcher.group(1);
    }

    private static List<String> words(Lab lab, String name, String network) throws IOException, InterruptedException {
        VmSpec spec = LinuxShell.spec(lab, name).withMemoryMiB(256).with("--net", network);
        return lab.monitor().command(spec, socket(lab, name), Checkout.top());
    }

    private static String socket(Lab lab, String name) {
        return lab.pc().sockets() + "/" + name + ".sock";
    }

    private static Vm start(Lab lab, String name, List<String> words) throws IOException, InterruptedException {
        return Vm.start(lab.pc(), name, words, socket(lab, name), lab.pictures());
    }

    private static void awaitBoth(Vm one, Vm two) throws IOException, InterruptedException {
        one.waitForSerial(LinuxShell.PROMPT, LinuxShell.BOOT);
        two.waitForSerial(LinuxShell.PROMPT, LinuxShell.BOOT);
    }

    private static void end(Lab lab, String name, Vm one, Vm two) throws IOException, InterruptedException {
        lab.keep("neighbours-" + name + ".txt", one.said() + two.said());
        for (Vm each : List.of(one, two)) {
            each.type("poweroff -f\n");
            assertThat(each.await(LinuxShell.STEP)).isZero();
        }
    }
}
