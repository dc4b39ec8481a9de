package org.vitrine.app.viewmodel.machine;

import java.util.Set;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param takenNames of the other machines
 * @param networks what the host has of networks, as far as somebody has looked
 */
public record DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames, NetworkFacts networks) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
    }

    public DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames) {
        this(hostMemoryMiB, maxCpus, takenNames, NetworkFacts.NONE);
    }

    DraftLimits withHost(int memoryMiB, int cpus) {
        return new DraftLimits(memoryMiB, cpus, takenNames, networks);
    }

    DraftLimits withTakenNames(Set<String> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, others, networks);
    }

    DraftLimits withNetworks(NetworkFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, other);
    }
}
