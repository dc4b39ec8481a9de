package org.vitrine.app.viewmodel.machine;

import java.util.Set;
import org.vitrine.engine.config.Network;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param takenNames of the other machines
 * @param memory what the host has of memory, as far as somebody has looked
 * @param bootRoms the models of network cards of which the host has a ROM to start from
 * @param networks what the host has of networks, as far as somebody has looked
 */
public record DraftLimits(
        int hostMemoryMiB,
        int maxCpus,
        Set<String> takenNames,
        MemoryFacts memory,
        Set<Network.Model> bootRoms,
        NetworkFacts networks) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
        bootRoms = Set.copyOf(bootRoms);
    }

    public DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames) {
        this(hostMemoryMiB, maxCpus, takenNames, MemoryFacts.NONE, Set.of(Network.Model.values()), NetworkFacts.NONE);
    }

    DraftLimits withHost(int memoryMiB, int cpus) {
        return new DraftLimits(memoryMiB, cpus, takenNames, memory, bootRoms, networks);
    }

    DraftLimits withTakenNames(Set<String> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, others, memory, bootRoms, networks);
    }

    DraftLimits withMemory(MemoryFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, other, bootRoms, networks);
    }

    DraftLimits withBootRoms(Set<Network.Model> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, memory, others, networks);
    }

    DraftLimits withNetworks(NetworkFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, takenNames, memory, bootRoms, other);
    }
}
