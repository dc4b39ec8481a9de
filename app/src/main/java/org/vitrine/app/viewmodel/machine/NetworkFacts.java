package org.vitrine.app.viewmodel.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.app.model.host.HostNetworks;
import org.vitrine.engine.config.PortForward;

/**
 * What is known of the host's networks.
 *
 * @param bridges by name; empty if the host was not asked yet
 * @param ports what stands in the way of the forwards that were looked at
 */
public record NetworkFacts(Optional<List<String>> bridges, Map<PortForward, Optional<HostNetworks.Obstacle>> ports) {
    public static final NetworkFacts NONE = new NetworkFacts(Optional.empty(), Map.of());

    public NetworkFacts {
        bridges = bridges.map(List::copyOf);
        ports = Map.copyOf(ports);
    }

    Optional<HostNetworks.Obstacle> obstacle(PortForward forward) {
        return ports.getOrDefault(forward, Optional.empty());
    }
}
