package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.app.model.ConfigSentence;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.NetworkRules;
import org.vitrine.engine.config.PortForward;

/** What is wrong with the network cards of an edit, each with the part whose field says it. */
final class NetworkChecks {
    /** The second lowest bit of an address: given out by whoever runs the network, not by a manufacturer (IEEE 802, 8.4). */
    private static final long LOCAL = 1L << 41;

    private final Edit edit;
    private final DraftLimits limits;
    private final boolean running;
    private final Map<Part, Problem> problems = new LinkedHashMap<>();

    private NetworkChecks(Edit edit, DraftLimits limits, boolean running) {
        this.edit = edit;
        this.limits = limits;
        this.running = running;
    }

    /** @param running whether the machine runs, so that what is in the way is so now */
    static Map<Part, Problem> check(Edit edit, DraftLimits limits, boolean running) {
        NetworkChecks checks = new NetworkChecks(edit, limits, running);
        checks.check();
        return checks.problems;
    }

    private void check() {
        List<Network> networks = edit.config().networks();
        if (networks.size() > NetworkRules.MAX_NETWORKS) {
            error(networks.getLast(), NetworkPart.Field.PRESENCE, "problem.networks-many", NetworkRules.MAX_NETWORKS);
        }
        checkAddresses(networks);
        Set<Path> captures = new HashSet<>();
        for (Network network : networks) {
            checkRate(network);
            checkBackend(network);
            Path capture = network.capture();
            if (typed(network, NetworkPart.Field.CAPTURE)) {
                error(network, NetworkPart.Field.CAPTURE, "problem.capture-empty");
            } else if (capture != null && !captures.add(capture)) {
                error(network, NetworkPart.Field.CAPTURE, "problem.capture-twice");
            }
        }
    }

    private boolean typed(Network network, NetworkPart.Field field) {
        return edit.typed().containsKey(new NetworkPart(network.id(), field));
    }

    private void error(Network network, NetworkPart.Field field, String key, Object... arguments) {
        problems.putIfAbsent(new NetworkPart(network.id(), field), Problem.error(Texts.get(key, arguments)));
    }

    private void warning(Network network, NetworkPart.Field field, String key, Object... arguments) {
        problems.putIfAbsent(new NetworkPart(network.id(), field), Problem.warning(Texts.get(key, arguments)));
    }

    private void checkAddresses(List<Network> networks) {
        Map<MacAddress, Network> owners = new HashMap<>();
        for (Network network : networks) {
            MacAddress mac = network.mac();
            if (typed(network, NetworkPart.Field.MAC)) {
                error(network, NetworkPart.Field.MAC, "problem.mac-form");
            } else if (mac.isMulticast() || mac.value() == 0) {
                error(network, NetworkPart.Field.MAC, "problem.mac-group");
            } else if (owners.putIfAbsent(mac, network) != null) {
                error(network, NetworkPart.Field.MAC, "problem.mac-twice");
            } else if ((mac.value() & LOCAL) == 0) {
                warning(network, NetworkPart.Field.MAC, "problem.mac-global");
            }
        }
    }

    private void checkRate(Network network) {
        Integer rate = network.rateLimit();
        if (typed(network, NetworkPart.Field.RATE_LIMIT)) {
            error(network, NetworkPart.Field.RATE_LIMIT, "problem.rate-form");
        } else if (rate != null && rate < NetworkRules.MIN_RATE_KBIT) {
            error(network, NetworkPart.Field.RATE_LIMIT, "problem.rate-low", BitRate.text(NetworkRules.MIN_RATE_KBIT));
        }
    }

    private void checkBackend(Network network) {
        switch (network.backend()) {
            case Shared shared -> {
                if (shared.isolated() && shared.translator() == Translator.PASST) {
                    error(network, NetworkPart.Field.BACKEND, "problem.passt-isolated");
                }
                checkForwards(network, shared);
            }
            case Internal internal -> {
                try {
                    NetworkRules.checkName(internal.network());
                } catch (ConfigException e) {
                    error(
                            network,
                            NetworkPart.Field.BACKEND,
                            internal.network().isEmpty() ? "problem.network-unnamed" : "problem.network-name");
                }
            }
            case Bridged bridged -> checkBridge(network, bridged);
            case Network.Unconnected nothing -> {}
        }
    }

    private void checkBridge(Network network, Bridged bridged) {
        String name = bridged.tap() == null ? bridged.bridge() : bridged.tap();
        if (name == null || name.isEmpty()) {
            error(network, NetworkPart.Field.BACKEND, "problem.bridge-unnamed");
            return;
        }
        try {
            NetworkRules.checkInterface(network.id(), name);
        } catch (ConfigException e) {
            error(network, NetworkPart.Field.BACKEND, "problem.bridge-name");
            return;
        }
        Optional<List<String>> bridges = limits.networks().bridges();
        if (bridged.tap() == null && bridges.isPresent() && !bridges.get().contains(name)) {
            warning(network, NetworkPart.Field.BACKEND, "problem.bridge-missing", name);
        }
    }

    private void checkForwards(Network network, Shared shared) {
        for (int i = 0; i < shared.forwards().size(); i++) {
            Optional<Problem> problem = forward(edit, limits, running, network.id(), i);
            NetworkPart part = new NetworkPart(network.id(), NetworkPart.Field.FORWARDS);
            Problem before = problems.get(part);
            if (problem.isPresent()
                    && (before == null || !before.blocking() && problem.get().blocking())) {
                problems.put(part, problem.get());
            }
        }
    }

    /** What is wrong with one of a card's forwards. */
    static Optional<Problem> forward(Edit edit, DraftLimits limits, boolean running, String id, int index) {
        List<PortForward> before = new ArrayList<>();
        PortForward forward = null;
        for (Network network : edit.config().networks()) {
            List<PortForward> forwards = NetworkPart.forwards(network.backend());
            if (network.id().equals(id)) {
                if (index >= forwards.size()) {
                    return Optional.empty();
                }
                before.addAll(forwards.subList(0, index));
                forward = forwards.get(index);
                break;
            }
            before.addAll(forwards);
        }
        return forward == null ? Optional.empty() : forward(forward, before, limits, running);
    }

    private static Optional<Problem> forward(
            PortForward forward, List<PortForward> before, DraftLimits limits, boolean running) {
        if (!isPort(forward.hostPort()) || !isPort(forward.guestPort())) {
            return Optional.of(Problem.error(Texts.get("problem.forward-port")));
        }
        if (before.stream().anyMatch(forward::clashes)) {
            return Optional.of(Problem.error(Texts.get("problem.forward-twice")));
        }
        try {
            NetworkRules.checkForward(forward, List.of());
        } catch (ConfigException e) {
            return Optional.of(Problem.error(ConfigSentence.of(e)));
        }
        String port = Integer.toString(forward.hostPort());
        return limits.networks().obstacle(forward).map(obstacle -> switch (obstacle) {
            case PRIVILEGED -> Problem.error(Texts.get("problem.forward-privileged", port));
            case NO_ADDRESS -> Problem.warning(Texts.get("problem.forward-address", forward.hostAddress()));
            case TAKEN ->
                running
                        ? Problem.error(Texts.get("problem.forward-taken-now", port))
                        : Problem.warning(Texts.get("problem.forward-taken", port));
        });
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= 0xffff;
    }
}
