package org.vitrine.app.viewmodel.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.app.model.host.HostNetworks;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.NetworkRules;
import org.vitrine.engine.config.PortForward;

/** Asks the host in the background whether a draft's port forwards can be, and lets the draft know. Used on the ui thread. */
public final class HostPorts {
    private final MachineDraft draft;
    private final HostNetworks host;
    private final Threads threads;
    /** Of which an answer is awaited. */
    private final Set<PortForward> asked = new HashSet<>();

    public HostPorts(MachineDraft draft, HostNetworks host, Threads threads) {
        this.draft = draft;
        this.host = host;
        this.threads = threads;
        draft.editProperty().subscribe(edit -> askNew());
    }

    /** Asks anew: programs come and go. */
    public void look() {
        threads.background().execute(() -> {
            List<String> bridges = List.copyOf(host.bridges());
            threads.ui().execute(() -> {
                draft.setLimits(draft.limits().withNetworks(new NetworkFacts(Optional.of(bridges), Map.of())));
                askNew();
            });
        });
    }

    private void askNew() {
        NetworkFacts known = draft.limits().networks();
        if (known.bridges().isEmpty()) {
            return;
        }
        Set<PortForward> own = draft.isRunning() ? forwards(draft.baseEdit()) : Set.of();
        for (PortForward forward : forwards(draft.edit())) {
            // What a running machine forwards it listens on itself.
            if (!known.ports().containsKey(forward)
                    && !own.contains(forward)
                    && isPossible(forward)
                    && asked.add(forward)) {
                ask(forward);
            }
        }
    }

    private static Set<PortForward> forwards(Edit edit) {
        Set<PortForward> all = new HashSet<>();
        edit.config().networks().forEach(network -> all.addAll(NetworkPart.forwards(network.backend())));
        return all;
    }

    private static boolean isPossible(PortForward forward) {
        try {
            NetworkRules.checkForward(forward, List.of());
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    private void ask(PortForward forward) {
        threads.background().execute(() -> {
            Optional<HostNetworks.Obstacle> found = host.obstacle(forward);
            threads.ui().execute(() -> {
                asked.remove(forward);
                NetworkFacts known = draft.limits().networks();
                Map<PortForward, Optional<HostNetworks.Obstacle>> ports = new HashMap<>(known.ports());
                ports.put(forward, found);
                draft.setLimits(draft.limits().withNetworks(new NetworkFacts(known.bridges(), ports)));
            });
        });
    }
}
