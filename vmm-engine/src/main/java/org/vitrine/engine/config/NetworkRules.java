package org.vitrine.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Unconnected;

/** What a machine's networks must keep to, each breach in one sentence. */
public final class NetworkRules {
    public static final int MAX_NETWORKS = 4;
    public static final int MAX_FORWARDS = 64;
    /** With less a frame takes seconds. */
    public static final int MIN_RATE_KBIT = 64;

    private static final int MAX_PORT = 0xffff;
    /** Of an interface's name (IFNAMSIZ), the final zero not counted. */
    private static final int MAX_INTERFACE_NAME = 15;

    private static final Pattern INTERFACE = Pattern.compile("[^/\\s\\p{Cntrl}]+");
    /** A network's name becomes that of a socket. */
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*(\\d+\\.\\d+\\.\\d+\\.\\d+)?");

    private NetworkRules() {}

    static void check(List<Network> networks) throws ConfigException {
        if (networks.size() > MAX_NETWORKS) {
            throw new ConfigException("There are %d networks, but a machine takes %d at most; remove some."
                    .formatted(networks.size(), MAX_NETWORKS));
        }
        Map<MacAddress, String> addresses = new HashMap<>();
        List<PortForward> forwards = new ArrayList<>();
        for (Network network : networks) {
            checkMac(network.id(), network.mac());
            String other = addresses.put(network.mac(), network.id());
            if (other != null) {
                throw new ConfigException("The networks \"%s\" and \"%s\" have the same MAC address, %s; change one."
                        .formatted(ConfigRules.printable(other), ConfigRules.printable(network.id()), network.mac()));
            }
            checkRate(network.id(), network.rateLimit());
            checkBackend(network);
            if (network.backend() instanceof Shared shared) {
                for (PortForward forward : shared.forwards()) {
                    checkForward(forward, forwards);
                    forwards.add(forward);
                }
            }
        }
    }

    private static void checkMac(String id, MacAddress mac) throws ConfigException {
        if (mac.isMulticast() || mac.value() == 0) {
            throw new ConfigException(
                    "The network \"%s\" has the MAC address %s, which no single interface can have; make its first octet even, such as 52."
                            .formatted(ConfigRules.printable(id), mac));
        }
    }

    private static void checkRate(String id, @Nullable Integer kilobits) throws ConfigException {
        if (kilobits != null && kilobits < MIN_RATE_KBIT) {
            throw new ConfigException("The network \"%s\" is limited to %d kbit/s; give it at least %d, or no limit."
                    .formatted(ConfigRules.printable(id), kilobits, MIN_RATE_KBIT));
        }
    }

    private static void checkBackend(Network network) throws ConfigException {
        String id = ConfigRules.printable(network.id());
        switch (network.backend()) {
            case Shared shared -> {
                if (shared.forwards().size() > MAX_FORWARDS) {
                    throw new ConfigException("The network \"%s\" has %d port forwards, but %d at most are kept."
                            .formatted(id, shared.forwards().size(), MAX_FORWARDS));
                }
            }
            case Internal internal -> checkName(internal.network());
            case Bridged bridged -> {
                if ((bridged.tap() == null) == (bridged.bridge() == null)) {
                    throw new ConfigException(
                            "The network \"%s\" is bridged; name either the TAP interface to use, or the bridge for which to make one."
                                    .formatted(id));
                }
                checkInterface(id, bridged.tap());
                checkInterface(id, bridged.bridge());
            }
            case Unconnected nothing -> {}
        }
    }

    /** The name of an internal network. */
    public static void checkName(String name) throws ConfigException {
        if (!NETWORK.matcher(name).matches()) {
            throw new ConfigException(
                    "The internal network \"%s\" cannot be named so; use letters, digits, '-' and '_', 32 at most."
                            .formatted(ConfigRules.printable(name)));
        }
    }

    private static void checkInterface(String id, @Nullable String name) throws ConfigException {
        if (name != null
                && (name.length() > MAX_INTERFACE_NAME
                        || !INTERFACE.matcher(name).matches()
                        || name.equals(".")
                        || name.equals(".."))) {
            throw new ConfigException(
                    "The network \"%s\" names the interface \"%s\", but an interface's name has 1 to %d characters without '/' and spaces."
                            .formatted(id, ConfigRules.printable(name), MAX_INTERFACE_NAME));
        }
    }

    /** Checks a forward by itself, and beside others of the same machine. */
    public static void checkForward(PortForward forward, List<PortForward> others) throws ConfigException {
        checkPort(forward, forward.hostPort(), "host");
        checkPort(forward, forward.guestPort(), "guest");
        checkAddress(forward, forward.hostAddress());
        String guest = forward.guestAddress();
        if (guest != null) {
            checkAddress(forward, guest);
            if (isIpv6(guest) != isIpv6(forward.hostAddress())) {
                throw new ConfigException(
                        "The port forward \"%s\" leads from one version of IP to the other; give both sides addresses of the same."
                                .formatted(forward));
            }
        }
        for (PortForward other : others) {
            if (forward.clashes(other)) {
                throw new ConfigException("Two port forwards take the host's %s port %d; change one."
                        .formatted(forward.protocol().word().toUpperCase(java.util.Locale.ROOT), forward.hostPort()));
            }
        }
    }

    private static void checkPort(PortForward forward, int port, String side) throws ConfigException {
        if (port < 1 || port > MAX_PORT) {
            throw new ConfigException("The port forward \"%s\" has the %s port %d; ports are 1 to %d."
                    .formatted(forward, side, port, MAX_PORT));
        }
    }

    private static void checkAddress(PortForward forward, String address) throws ConfigException {
        var octets = IPV4.matcher(address);
        boolean valid = isIpv6(address) ? isSoundIpv6(address) : octets.matches();
        for (int i = 1; valid && !isIpv6(address) && i <= octets.groupCount(); i++) {
            valid = Integer.parseInt(octets.group(i)) <= 255;
        }
        if (!valid) {
            throw new ConfigException(
                    "The port forward \"%s\" has the address \"%s\"; give it in numbers, such as 127.0.0.1 or ::1."
                            .formatted(ConfigRules.printable(forward.toString()), ConfigRules.printable(address)));
        }
    }

    /** Whether an address is one of IPv6. */
    public static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    private static boolean isSoundIpv6(String address) {
        if (!IPV6.matcher(address).matches() || address.length() > 45) {
            return false;
        }
        try {
            // Numbers alone, so no name is looked up.
            return java.net.InetAddress.getByName(address) != null;
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }
}
