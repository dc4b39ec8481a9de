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
            throw ConfigRule.NETWORKS_MANY.broken(networks.size(), MAX_NETWORKS);
        }
        Map<MacAddress, String> addresses = new HashMap<>();
        List<PortForward> forwards = new ArrayList<>();
        for (Network network : networks) {
            checkMac(network.id(), network.mac());
            String other = addresses.put(network.mac(), network.id());
            if (other != null) {
                throw ConfigRule.MAC_TWICE.broken(
                        ConfigRules.printable(other), ConfigRules.printable(network.id()), network.mac());
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
            throw ConfigRule.MAC_OF_GROUP.broken(ConfigRules.printable(id), mac);
        }
    }

    private static void checkRate(String id, @Nullable Integer kilobits) throws ConfigException {
        if (kilobits != null && kilobits < MIN_RATE_KBIT) {
            throw ConfigRule.RATE_LOW.broken(ConfigRules.printable(id), kilobits, MIN_RATE_KBIT);
        }
    }

    private static void checkBackend(Network network) throws ConfigException {
        String id = ConfigRules.printable(network.id());
        switch (network.backend()) {
            case Shared shared -> {
                if (shared.forwards().size() > MAX_FORWARDS) {
                    throw ConfigRule.FORWARDS_MANY.broken(id, shared.forwards().size(), MAX_FORWARDS);
                }
            }
            case Internal internal -> checkName(internal.network());
            case Bridged bridged -> {
                if ((bridged.tap() == null) == (bridged.bridge() == null)) {
                    throw ConfigRule.BRIDGE_UNNAMED.broken(id);
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
            throw ConfigRule.NETWORK_NAME.broken(ConfigRules.printable(name));
        }
    }

    /** The name of an interface of the host. @param id of the network that names it */
    public static void checkInterface(String id, @Nullable String name) throws ConfigException {
        if (name != null
                && (name.length() > MAX_INTERFACE_NAME
                        || !INTERFACE.matcher(name).matches()
                        || name.equals(".")
                        || name.equals(".."))) {
            throw ConfigRule.INTERFACE_NAME.broken(id, ConfigRules.printable(name), MAX_INTERFACE_NAME);
        }
    }

    /** Checks a forward by itself, and beside others of the same machine. */
    public static void checkForward(PortForward forward, List<PortForward> others) throws ConfigException {
        checkPort(forward, forward.hostPort(), ConfigTerm.HOST);
        checkPort(forward, forward.guestPort(), ConfigTerm.GUEST);
        checkAddress(forward, forward.hostAddress());
        String guest = forward.guestAddress();
        if (guest != null) {
            checkAddress(forward, guest);
            if (isIpv6(guest) != isIpv6(forward.hostAddress())) {
                throw ConfigRule.FORWARD_VERSIONS.broken(forward);
            }
        }
        for (PortForward other : others) {
            if (forward.clashes(other)) {
                throw ConfigRule.FORWARD_TWICE.broken(
                        forward.protocol().word().toUpperCase(java.util.Locale.ROOT), forward.hostPort());
            }
        }
    }

    private static void checkPort(PortForward forward, int port, ConfigTerm side) throws ConfigException {
        if (port < 1 || port > MAX_PORT) {
            throw ConfigRule.FORWARD_PORT.broken(forward, side, port, MAX_PORT);
        }
    }

    private static void checkAddress(PortForward forward, String address) throws ConfigException {
        var octets = IPV4.matcher(address);
        boolean valid = isIpv6(address) ? isSoundIpv6(address) : octets.matches();
        for (int i = 1; valid && !isIpv6(address) && i <= octets.groupCount(); i++) {
            valid = Integer.parseInt(octets.group(i)) <= 255;
        }
        if (!valid) {
            throw ConfigRule.FORWARD_ADDRESS.broken(
                    ConfigRules.printable(forward.toString()), ConfigRules.printable(address));
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
