package org.vitrine.app.viewmodel.machine;

import java.util.Set;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param takenNames of the other machines
 */
public record DraftLimits(int hostMemoryMiB, int maxCpus, Set<String> takenNames) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
    }
}
