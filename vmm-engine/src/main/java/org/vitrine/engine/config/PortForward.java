package org.vitrine.engine.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A port of the host behind which a service of the guest is reached.
 *
 * @param hostAddress numeric, IPv4 or IPv6: where the host listens
 * @param guestAddress numeric, of the same family; null for the guest's address from DHCP, or of IPv6 its usual one
 */
public record PortForward(
        Protocol protocol,
        String hostAddress,
        int hostPort,
        @Nullable String guestAddress,
        int guestPort) {
    /** Only programs on the host itself reach a port there. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final String ADDRESS = "\\[([0-9a-fA-F:.]+)\\]|([0-9.]+)|";
    /** QEMU's form of a forward, with the addresses of IPv6 in brackets. */
    private static final Pattern FORM =
            Pattern.compile("(tcp|udp):(?:(?:" + ADDRESS + "):)?(\\d{1,5})[-:](?:(?:" + ADDRESS + "):)?(\\d{1,5})");

    /** What is forwarded. */
    public enum Protocol {
        TCP,
        UDP;

        public String word() {
            return Words.of(this);
        }
    }

    /** A forward from the host's own loopback interface to the guest's address from DHCP. */
    public static PortForward local(Protocol protocol, int hostPort, int guestPort) {
        return new PortForward(protocol, LOOPBACK, hostPort, null, guestPort);
    }

    /** Whether it listens on the same port as another one. */
    public boolean clashes(PortForward other) {
        return protocol == other.protocol && hostPort == other.hostPort && hostAddress.equals(other.hostAddress);
    }

    /**
     * Reads {@code tcp:8080:80} or {@code udp:[::1]:5353-[fec0::15]:53}: protocol, the host's address (its loopback if left out) and port, the
     * guest's address (from DHCP if left out) and port. Whether addresses and ports are possible is a matter of {@link ConfigRules}.
     */
    public static Optional<PortForward> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host = address(parts, 2);
        return Optional.of(new PortForward(
                Protocol.valueOf(parts.group(1).toUpperCase(java.util.Locale.ROOT)),
                host == null ? LOOPBACK : host,
                Integer.parseInt(parts.group(4)),
                address(parts, 5),
                Integer.parseInt(parts.group(7))));
    }

    private static @Nullable String address(Matcher parts, int group) {
        String address = parts.group(group) != null ? parts.group(group) : parts.group(group + 1);
        return address == null || address.isEmpty() ? null : address;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return "%s:%s:%d-%s:%d"
                .formatted(
                        protocol.word(),
                        bracketed(hostAddress),
                        hostPort,
                        guestAddress == null ? "" : bracketed(guestAddress),
                        guestPort);
    }

    private static String bracketed(String address) {
        return address.indexOf(':') < 0 ? address : "[" + address + "]";
    }
}
