package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Unconnected;
import org.vitrine.engine.config.PortForward;

/** Gives a running machine changes of its network cards. Waits. */
record LiveNetworks(LiveSession live) {
    private static final String DEVICE = "device";
    private static final String ID = "id";
    private static final String NOT_CHANGED = "network.not-changed";

    void change(NetworkPart part, Edit base, Edit sent) {
        // What cannot be now waits for the next start, of which the page has told.
        if (!part.isLive(base, sent)) {
            return;
        }
        Optional<Network> before = base.network(part.id());
        Optional<Network> wanted = sent.network(part.id());
        if (part.field() == NetworkPart.Field.PRESENCE) {
            String name = name(part.id(), wanted.isPresent() ? sent : base);
            wanted.ifPresentOrElse(network -> plugIn(network, name), () -> unplug(part.id(), name));
        } else if (before.isPresent() && wanted.isPresent()) {
            String name = name(part.id(), sent);
            switch (part.field()) {
                case LINK -> link(wanted.get(), name);
                case RATE_LIMIT -> limit(wanted.get(), name);
                case CAPTURE -> capture(wanted.get(), name);
                case FORWARDS -> forward(before.get(), wanted.get());
                case PRESENCE, BACKEND, MODEL, MAC -> {}
            }
        }
    }

    private static String name(String id, Edit edit) {
        int number = edit.config().networks().stream().map(Network::id).toList().indexOf(id) + 1;
        return Texts.get("network.card", number);
    }

    private void plugIn(Network network, String name) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", network.model() == Network.Model.E1000E ? "e1000e" : "virtio-net-pci");
        device.put(ID, network.id());
        device.put("netdev", network.id());
        device.put("mac", network.mac().toString());
        device.put("bus", "pcie" + network.port());
        if (live.ask("netdev_add", backend(network), "disks.not-plugged", name)) {
            if (!live.ask("device_add", device, "disks.not-plugged", name)) {
                live.tryTo("netdev_del", Map.of(ID, network.id()));
                return;
            }
            if (!network.link()) {
                link(network, name);
            }
            if (network.rateLimit() != null) {
                limit(network, name);
            }
            if (network.capture() != null) {
                capture(network, name);
            }
        }
    }

    private static Map<String, Object> backend(Network network) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(ID, network.id());
        switch (network.backend()) {
            case Shared shared -> {
                options.put("type", "user");
                options.put("restrict", shared.isolated());
                options.put("x-vitrine-translator", shared.translator().word());
                options.put(
                        "hostfwd",
                        shared.forwards().stream()
                                .map(forward -> Map.of("str", forward.toString()))
                                .toList());
            }
            case Internal internal -> {
                options.put("type", "x-vitrine-internal");
                options.put("network", internal.network());
                options.put("dhcp", internal.dhcp());
            }
            case Bridged bridged -> {
                boolean tap = bridged.tap() != null;
                options.put("type", tap ? "tap" : "bridge");
                options.put(tap ? "ifname" : "br", tap ? bridged.tap() : bridged.bridge());
            }
            case Unconnected nothing -> options.put("type", "x-vitrine-none");
        }
        return options;
    }

    private void unplug(String id, String name) {
        if (live.unplug(id, name)) {
            // What was plugged in has a back end that outlives it; what the machine began with has none.
            live.tryTo("netdev_del", Map.of(ID, id));
        }
    }

    private void link(Network network, String name) {
        live.ask("set_link", Map.of("name", network.id(), "up", network.link()), NOT_CHANGED, name);
    }

    private void limit(Network network, String name) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(DEVICE, network.id());
        Integer rate = network.rateLimit();
        if (rate != null) {
            options.put("rate-limit", rate);
        }
        live.ask("x-vitrine-limit-network", options, NOT_CHANGED, name);
    }

    private void capture(Network network, String name) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(DEVICE, network.id());
        Path file = network.capture();
        if (file != null) {
            options.put("filename", file.toString());
        }
        live.ask("x-vitrine-capture-network", options, NOT_CHANGED, name);
    }

    /** What goes is taken away first: a new forward may be on its port. */
    private void forward(Network before, Network wanted) {
        List<PortForward> goes = new ArrayList<>(NetworkPart.forwards(before.backend()));
        List<PortForward> comes = new ArrayList<>(NetworkPart.forwards(wanted.backend()));
        goes.removeAll(comes);
        comes.removeAll(NetworkPart.forwards(before.backend()));
        for (PortForward forward : goes) {
            live.ask(
                    "x-vitrine-remove-port-forward",
                    Map.of(DEVICE, wanted.id(), "forward", forward.toString()),
                    "network.forward-stays",
                    forward);
        }
        for (PortForward forward : comes) {
            live.ask(
                    "x-vitrine-add-port-forward",
                    Map.of(DEVICE, wanted.id(), "forward", forward.toString()),
                    "network.forward-waits",
                    forward);
        }
    }
}
