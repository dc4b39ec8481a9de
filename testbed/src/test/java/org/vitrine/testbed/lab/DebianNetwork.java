package org.vitrine.testbed.lab;

import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;

/** A shared network of Debian's in the lab; what the host does at its other end is {@code testbed/network-ends}. */
final class DebianNetwork {
    /** The host's loopback interface, as the guest sees it. */
    static final String HOST = "10.0.2.2";

    /** Brings the interface up by systemd's own client of DHCP, now and at each start, and has names asked of who the lease names. */
    static final String CONNECT = """
            printf '[Match]\\nName=en*\\n[Network]\\nDHCP=ipv4\\nIPv6AcceptRA=yes\\n' >/etc/systemd/network/lab.network
            systemctl -q enable systemd-networkd
            systemctl restart systemd-networkd
            /lib/systemd/systemd-networkd-wait-online --ipv4 --ipv6 --timeout=180; echo online-$?
            sed -n 's/^DNS=\\([^ ]*\\).*/nameserver \\1/p' /run/systemd/netif/state >/etc/resolv.conf; cat /etc/resolv.conf
            """;

    private static final MacAddress MAC = new MacAddress(0x5254_0076_6974L);
    private static final int HOST_PORT = 18_080;
    private static final int GUEST_PORT = 7003;

    private DebianNetwork() {}

    /** An interface of it, with the guest's ports forwarded as {@code network-ends} wants them. */
    static Network of(Model model) {
        return Network.of(
                "net0",
                model,
                MAC,
                new Network.Shared(
                        Translator.LIBSLIRP,
                        false,
                        List.of(
                                PortForward.local(Protocol.TCP, HOST_PORT, GUEST_PORT),
                                PortForward.local(Protocol.UDP, HOST_PORT, GUEST_PORT),
                                new PortForward(Protocol.TCP, "::1", HOST_PORT, null, GUEST_PORT),
                                new PortForward(Protocol.UDP, "::1", HOST_PORT, null, GUEST_PORT))));
    }
}
