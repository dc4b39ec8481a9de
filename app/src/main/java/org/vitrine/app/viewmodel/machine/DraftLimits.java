package org.vitrine.app.viewmodel.machine;

import java.util.Set;
import org.vitrine.engine.config.Network;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param systemManagement whether KVM can run vCPUs in System Management Mode
 * @param takenNames of the other machines
 * @param memory what the host has of memory, as far as somebody has looked
 * @param bootRoms the models of network cards of which the host has a ROM to start from
 * @param networks what the host has of networks, as far as somebody has looked
 */
public record DraftLimits(
        int hostMemoryMiB,
        int maxCpus,
        boolean systemManagement,
        Set<String> takenNames,
        MemoryFacts memory,
        Set<Network.Model> bootRoms,
        NetworkFacts networks) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
        bootRoms = Set.copyOf(bootRoms);
    }

    public DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames) {
        this(
                hostMemoryMiB,
                maxCpus,
                false,
                takenNames,
                MemoryFacts.NONE,
                Set.of(Network.Model.values()),
                NetworkFacts.NONE);
    }

    DraftLimits withHost(int memoryMiB, int cpus, boolean smm) {
        return new DraftLimits(memoryMiB, cpus, smm, takenNames, memory, bootRoms, networks);
    }

    DraftLimits withTakenNames(Set<String> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, systemManagement, others, memory, bootRoms, networks);
    }

    DraftLimits withMemory(MemoryFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, systemManagement, takenNames, other, bootRoms, networks);
    }

    DraftLimits withBootRoms(Set<Network.Model> others) {
        return new DraftLimits(hostMemoryMiB, maxCpus, systemManagement, takenNames, memory, others, networks);
    }

    DraftLimits withNetworks(NetworkFacts other) {
        return new DraftLimits(hostMemoryMiB, maxCpus, systemManagement, takenNames, memory, bootRoms, other);
    }
}
