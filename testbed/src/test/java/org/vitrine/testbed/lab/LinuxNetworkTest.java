package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Debian's kernel, to which a network interface comes: it gets its address, fetches through the host's own loopback interface what it serves itself behind a port
 * forward, sees its cable pulled, and lets go of the interface.
 */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxNetworkTest {
    private static final int PORT = 18_080;

    @ParameterizedTest
    @ValueSource(strings = {"e1000e", "virtio-net-pci"})
    void an_interface_gets_its_lease_and_reaches_the_hosts_loopback_and_is_reached(String driver, Lab lab)
            throws IOException, InterruptedException {
        VmSpec spec = LinuxShell.spec(lab, "network-" + driver);
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial(LinuxShell.PROMPT, LinuxShell.BOOT);
            vm.qmp(
                    "netdev_add",
                    Map.of(
                            "type",
                            "user",
                            "id",
                            "back",
                            "hostfwd",
                            List.of(Map.of("str", "tcp::%d-:80".formatted(PORT)))));
            vm.qmp("device_add", Map.of("driver", driver, "id", "nic", "netdev", "back", "bus", "pcie1"));
            vm.type("while [ ! -d /sys/class/net/eth0 ]; do sleep 1; done; echo plugged-${PATH+yes}\n");
            vm.waitForSerial("plugged-yes", LinuxShell.STEP);
            vm.type("""
                    mkdir -p /www /tmp
                    echo 'if [ $1 = bound ]; then ifconfig eth0 $ip netmask $subnet; route add default gw $router; fi' >/lease
                    chmod 755 /lease; sed -i '1i #!/bin/sh' /lease
                    ifconfig lo 127.0.0.1; ifconfig eth0 up
                    udhcpc -i eth0 -n -q -t 10 -s /lease
                    ifconfig eth0; route -n; echo leased-$?
                    """);
            vm.waitForSerial("leased-0", LinuxShell.STEP);
            assertThat(vm.said()).contains("inet addr:10.0.2.15");
            vm.type("""
                    dd if=/dev/urandom of=/www/data bs=1M count=8
                    httpd -p 80 -h /www
                    wget -O /got http://10.0.2.2:%d/data; echo fetched-$?
                    [ "$(md5sum </got)" = "$(md5sum </www/data)" ] && echo same-${PATH+yes}
                    """.formatted(PORT));
            vm.waitForSerial("same-yes", LinuxShell.STEP);

            vm.qmp("set_link", Map.of("name", "nic", "up", false));
            vm.type("until [ $(cat /sys/class/net/eth0/carrier) = 0 ]; do sleep 1; done; echo pulled-${PATH+yes}\n");
            vm.waitForSerial("pulled-yes", LinuxShell.STEP);
            vm.qmp("set_link", Map.of("name", "nic", "up", true));
            vm.type("until [ $(cat /sys/class/net/eth0/carrier) = 1 ]; do sleep 1; done; echo back-${PATH+yes}\n");
            vm.waitForSerial("back-yes", LinuxShell.STEP);
            JsonNode networks = vm.qmp("x-vitrine-query-networks", Map.of());
            assertThat(networks.toString()).contains("\"id\":\"nic\"");

            vm.qmp("device_del", Map.of("id", "nic"));
            vm.type("while [ -d /sys/class/net/eth0 ]; do sleep 1; done; echo gone-${PATH+yes}\n");
            vm.waitForSerial("gone-yes", LinuxShell.STEP);
            lab.keep(spec.name() + ".txt", vm.said());
            vm.type("poweroff -f\n");
            assertThat(vm.await(LinuxShell.STEP)).isZero();
        }
    }
}
