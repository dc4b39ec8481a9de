package org.vitrine.app.viewmodel.machine;

import java.util.Set;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param takenNames of the other machines
 * @param memory what the host has of memory, as far as somebody has looked
 * @param networks what the host has of networks, as far as somebody has looked
 */
public record DraftLimits(
        int hostMemoryMiB, int maxCpus, Set<String> takenNames, MemoryFacts memory, NetworkFacts networks) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
    }

    public DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames) {
        this(hostMemoryMiB, maxCpus, takenNames, MemoryFacts.NONE, NetworkFacts.NONE);
    }

    DraftLimits withHost(int memoryMiB, int cpus) {
        return new DraftLimits(memoryMiB, cpus, takenNames, memory, networks);
    }

    DraftLimits withTakenNames(Set<String> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, others, memory, networks);
    }

    DraftLimits withMemory(MemoryFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, other, networks);
    }

    DraftLimits withNetworks(NetworkFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, memory, other);
    }
}
