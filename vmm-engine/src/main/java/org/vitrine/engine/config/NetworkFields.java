package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.Network.Backend;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.Network.Unconnected;

/** The field {@code networks} of {@code machine.json}. What has its usual value is left out. */
final class NetworkFields {
    /** The last version that had none. */
    static final int BEFORE = 3;

    private static final String KIND = "kind";

    private enum Kind {
        SHARED,
        INTERNAL,
        BRIDGED,
        NONE
    }

    private NetworkFields() {}

    static List<Network> read(List<JsonFields> objects, Path directory) throws ConfigException {
        List<Network> networks = new ArrayList<>();
        for (JsonFields fields : objects) {
            networks.add(new Network(
                    fields.text("id"),
                    Words.read(fields, "model", Network.Model.values(), Network.Model.VIRTIO),
                    MacAddress.parse(fields.text("mac"))
                            .orElseThrow(() -> fields.mustBe("mac", ConfigTerm.MAC_ADDRESS)),
                    backend(fields.optionalObject("backend")),
                    fields.flag("link", true),
                    fields.optionalInteger("rateLimit"),
                    MachineConfigFile.optionalPath(fields, "capture", directory),
                    fields.optionalInteger("bootIndex"),
                    fields.optionalInteger("port")));
            fields.end();
        }
        return List.copyOf(networks);
    }

    private static Backend backend(@Nullable JsonFields fields) throws ConfigException {
        if (fields == null) {
            return Shared.USUAL;
        }
        Backend backend = switch (Words.read(fields, KIND, Kind.values(), Kind.SHARED)) {
            case SHARED ->
                new Shared(
                        Words.read(fields, "translator", Translator.values(), Translator.AUTO),
                        fields.optionalFlag("isolated"),
                        forwards(fields.objects("forwards")));
            case INTERNAL -> new Internal(fields.text("network"), fields.optionalFlag("dhcp"));
            case BRIDGED -> new Bridged(fields.optionalText("tap"), fields.optionalText("bridge"));
            case NONE -> new Unconnected();
        };
        fields.end();
        return backend;
    }

    private static List<PortForward> forwards(List<JsonFields> objects) throws ConfigException {
        List<PortForward> forwards = new ArrayList<>();
        for (JsonFields fields : objects) {
            String host = fields.optionalText("hostAddress");
            forwards.add(new PortForward(
                    Words.read(fields, "protocol", PortForward.Protocol.values(), PortForward.Protocol.TCP),
                    host == null ? PortForward.LOOPBACK : host,
                    fields.integer("hostPort"),
                    fields.optionalText("guestAddress"),
                    fields.integer("guestPort")));
            fields.end();
        }
        return forwards;
    }

    static List<Object> tree(List<Network> networks, Path directory) {
        List<Object> objects = new ArrayList<>();
        for (Network network : networks) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", network.id());
            fields.put("model", network.model().word());
            fields.put("mac", network.mac().toString());
            fields.put("backend", tree(network.backend()));
            if (!network.link()) {
                fields.put("link", false);
            }
            put(fields, "rateLimit", network.rateLimit());
            if (network.capture() != null) {
                fields.put("capture", MachineConfigFile.relative(network.capture(), directory));
            }
            put(fields, "bootIndex", network.bootIndex());
            put(fields, "port", network.port());
            objects.add(fields);
        }
        return objects;
    }

    private static Map<String, Object> tree(Backend backend) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (backend) {
            case Shared shared -> {
                fields.put(KIND, Words.of(Kind.SHARED));
                if (shared.translator() != Translator.AUTO) {
                    fields.put("translator", shared.translator().word());
                }
                if (shared.isolated()) {
                    fields.put("isolated", true);
                }
                if (!shared.forwards().isEmpty()) {
                    fields.put(
                            "forwards",
                            shared.forwards().stream().map(NetworkFields::tree).toList());
                }
            }
            case Internal internal -> {
                fields.put(KIND, Words.of(Kind.INTERNAL));
                fields.put("network", internal.network());
                if (internal.dhcp()) {
                    fields.put("dhcp", true);
                }
            }
            case Bridged bridged -> {
                fields.put(KIND, Words.of(Kind.BRIDGED));
                put(fields, "tap", bridged.tap());
                put(fields, "bridge", bridged.bridge());
            }
            case Unconnected nothing -> fields.put(KIND, Words.of(Kind.NONE));
        }
        return fields;
    }

    private static Map<String, Object> tree(PortForward forward) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", forward.protocol().word());
        if (!forward.hostAddress().equals(PortForward.LOOPBACK)) {
            fields.put("hostAddress", forward.hostAddress());
        }
        fields.put("hostPort", forward.hostPort());
        put(fields, "guestAddress", forward.guestAddress());
        fields.put("guestPort", forward.guestPort());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
