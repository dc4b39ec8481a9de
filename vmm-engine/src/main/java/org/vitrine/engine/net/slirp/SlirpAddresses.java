package org.vitrine.engine.net.slirp;

import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.NetworkRules;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.HostPort;
import org.vitrine.engine.net.ForwardedPorts;

/** The addresses of a shared network, those that QEMU's has, and how they are told to the library. */
final class SlirpAddresses {
    /** The host as its guest sees it; the gateway. */
    static final String HOST = "10.0.2.2";

    static final String NETWORK = "10.0.2.0";
    static final String MASK = "255.255.255.0";
    static final String NAME_SERVER = "10.0.2.3";
    /** What the first and only client of DHCP gets. */
    static final String GUEST = "10.0.2.15";

    static final String PREFIX6 = "fec0::";
    static final int PREFIX6_BITS = 64;
    static final String HOST6 = "fec0::2";
    static final String NAME_SERVER6 = "fec0::3";

    private SlirpAddresses() {}

    /** Where a forward listens: a {@code struct sockaddr_in} or {@code sockaddr_in6}. */
    static byte[] host(PortForward forward) {
        return HostPort.socketAddress(ForwardedPorts.octets(forward.hostAddress()), forward.hostPort());
    }

    /** Where a forward leads. @param mac of the guest, which makes the rest of its usual address in IPv6 (RFC 4291, appendix A) */
    static byte[] guest(PortForward forward, MacAddress mac) {
        String address = forward.guestAddress();
        if (address != null) {
            return HostPort.socketAddress(ForwardedPorts.octets(address), forward.guestPort());
        }
        return HostPort.socketAddress(
                NetworkRules.isIpv6(forward.hostAddress()) ? interfaceAddress(mac) : ForwardedPorts.octets(GUEST),
                forward.guestPort());
    }

    private static byte[] interfaceAddress(MacAddress mac) {
        byte[] address = ForwardedPorts.octets(PREFIX6);
        byte[] octets = mac.octets();
        address[8] = (byte) (octets[0] ^ 2);
        address[9] = octets[1];
        address[10] = octets[2];
        address[11] = (byte) 0xff;
        address[12] = (byte) 0xfe;
        System.arraycopy(octets, 3, address, 13, 3);
        return address;
    }
}
