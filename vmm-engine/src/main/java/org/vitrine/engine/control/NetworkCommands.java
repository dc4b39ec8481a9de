package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.NetworkControl;
import org.vitrine.engine.machine.NetworkControl.InterfaceInfo;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/** Network back ends and what changes of interfaces while a machine runs: QAPI's {@code net}, and what it lacks. */
final class NetworkCommands {
    private static final String DEVICE = "device";
    private static final String FORWARD = "forward";
    private static final Set<String> TYPES = Set.of("user", "tap", "bridge", "x-vitrine-internal", "x-vitrine-none");

    private final NetworkControl networks;

    NetworkCommands(NetworkControl networks) {
        this.networks = networks;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand("netdev_add", this::addBackend),
                new QmpCommand("netdev_del", this::removeBackend),
                new QmpCommand("set_link", this::setLink),
                new QmpCommand("query-rx-filter", this::queryFilter),
                new QmpCommand("x-vitrine-query-networks", this::query),
                new QmpCommand("x-vitrine-add-port-forward", this::addForward),
                new QmpCommand("x-vitrine-remove-port-forward", this::removeForward),
                new QmpCommand("x-vitrine-limit-network", this::limit),
                new QmpCommand("x-vitrine-capture-network", this::capture));
    }

    private Object addBackend(Arguments arguments) throws QmpException, MachineException {
        String type = arguments.choice("type", TYPES);
        String id = arguments.text("id");
        Network.Backend backend = switch (type) {
            case "user" -> user(arguments);
            case "tap" -> {
                arguments.optionalChoice("script", Set.of("no"), "no");
                arguments.optionalChoice("downscript", Set.of("no"), "no");
                yield new Network.Bridged(arguments.text("ifname"), null);
            }
            case "bridge" -> new Network.Bridged(null, arguments.text("br"));
            case "x-vitrine-internal" ->
                new Network.Internal(arguments.text("network"), arguments.optionalFlag("dhcp"));
            default -> new Network.Unconnected();
        };
        arguments.end();
        networks.addBackend(id, backend);
        return Map.of();
    }

    private static Network.Shared user(Arguments arguments) throws QmpException {
        boolean restrict = arguments.optionalFlag("restrict");
        String word = arguments.optionalText("x-vitrine-translator");
        Network.Translator translator = word == null
                ? Network.Translator.AUTO
                : Network.Translator.of(word).orElseThrow(() -> Arguments.notAccepted("x-vitrine-translator", word));
        List<PortForward> forwards = new ArrayList<>();
        for (Arguments string : arguments.optionalObjects("hostfwd")) {
            forwards.add(forward("hostfwd", string.text("str")));
            string.end();
        }
        return new Network.Shared(translator, restrict, forwards);
    }

    private static PortForward forward(String name, String text) throws QmpException {
        return PortForward.parse(text)
                .orElseThrow(() -> QmpException.generic(
                        "Invalid host forwarding rule '%s' in parameter '%s'; give protocol, ports and addresses as in tcp:127.0.0.1:8080-:80"
                                .formatted(printable(text), name)));
    }

    private static String printable(String text) {
        String head = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }

    private Object removeBackend(Arguments arguments) throws QmpException, MachineException {
        String id = arguments.text("id");
        arguments.end();
        networks.removeBackend(id);
        return Map.of();
    }

    private Object setLink(Arguments arguments) throws QmpException, MachineException {
        String name = arguments.text("name");
        boolean up = arguments.flag("up");
        arguments.end();
        networks.setLink(known(name), up);
        return Map.of();
    }

    private String known(String name) throws QmpException {
        for (InterfaceInfo info : networks.interfaces()) {
            if (info.network().id().equals(name) || info.backend().equals(name)) {
                return name;
            }
        }
        throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(printable(name)));
    }

    private Object queryFilter(Arguments arguments) throws QmpException {
        String name = arguments.optionalText("name");
        arguments.end();
        List<Object> all = new ArrayList<>();
        for (InterfaceInfo info : networks.interfaces()) {
            Optional<ReceiveFilter> filter = networks.filter(info.network().id());
            if (filter.isPresent()
                    && (name == null || name.equals(info.network().id()))) {
                all.add(tree(info.network().id(), filter.get()));
            }
        }
        if (name != null && all.isEmpty()) {
            throw QmpException.generic("invalid net client name: %s".formatted(printable(name)));
        }
        return all;
    }

    private static Map<String, Object> tree(String id, ReceiveFilter filter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", id);
        fields.put("promiscuous", filter.promiscuous());
        fields.put("multicast", filter.multicast().name().toLowerCase(Locale.ROOT));
        fields.put("unicast", filter.promiscuous() ? "all" : "normal");
        fields.put("vlan", filter.filtersVlans() ? "normal" : "all");
        fields.put("broadcast-allowed", filter.broadcast());
        fields.put("multicast-overflow", false);
        fields.put("unicast-overflow", false);
        fields.put("main-mac", filter.main().toString());
        fields.put("vlan-table", filter.vlans());
        fields.put(
                "unicast-table",
                filter.unicasts().stream().map(MacAddress::toString).toList());
        fields.put(
                "multicast-table",
                filter.multicasts().stream().map(MacAddress::toString).toList());
        return fields;
    }

    private Object query(Arguments arguments) throws QmpException, MachineException {
        arguments.end();
        List<Object> all = new ArrayList<>();
        for (InterfaceInfo info : networks.interfaces()) {
            Network network = info.network();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", network.id());
            fields.put("netdev", info.backend());
            fields.put("model", network.model().word());
            fields.put("mac", network.mac().toString());
            fields.put("bus", info.place());
            fields.put("link", network.link());
            put(fields, "rate-limit", network.rateLimit());
            put(fields, "capture", network.capture());
            fields.put(
                    "forwards",
                    networks.forwards(network.id()).stream()
                            .map(PortForward::toString)
                            .toList());
            fields.put("frames-sent", info.usage().framesSent());
            fields.put("bytes-sent", info.usage().bytesSent());
            fields.put("frames-received", info.usage().framesReceived());
            fields.put("bytes-received", info.usage().bytesReceived());
            all.add(fields);
        }
        return all;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value instanceof Integer number ? number : value.toString());
        }
    }

    private Object addForward(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.text(DEVICE);
        PortForward forward = forward(FORWARD, arguments.text(FORWARD));
        arguments.end();
        networks.addForward(known(device), forward);
        return Map.of();
    }

    private Object removeForward(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.text(DEVICE);
        PortForward forward = forward(FORWARD, arguments.text(FORWARD));
        arguments.end();
        networks.removeForward(known(device), forward);
        return Map.of();
    }

    /** Without a limit there is none from then on. */
    private Object limit(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.text(DEVICE);
        long kilobits = arguments.optionalInteger("rate-limit", -1);
        arguments.end();
        if (kilobits > Integer.MAX_VALUE || kilobits == 0) {
            throw QmpException.generic("Parameter 'rate-limit' expects kilobits a second, from 64");
        }
        networks.limit(known(device), kilobits < 0 ? null : Integer.valueOf((int) kilobits));
        return Map.of();
    }

    /** Without a file frames are recorded no longer. */
    private Object capture(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.text(DEVICE);
        String file = arguments.optionalText("filename");
        arguments.end();
        networks.capture(known(device), file == null ? null : BlockCommands.path(file));
        return Map.of();
    }
}
