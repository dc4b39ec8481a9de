package org.vitrine.app.viewmodel.machine;

import java.util.Set;

/**
 * What a machine has to fit in.
 *
 * @param hostMemoryMiB the host's
 * @param maxCpus what KVM allows a machine
 * @param leastMemoryMiB what the machine's system asks for; 0 if that is not known
 * @param systemName of the machine's system; empty if it is not known
 * @param takenNames of the other machines
 */
public record DraftLimits(
        int hostMemoryMiB, int maxCpus, int leastMemoryMiB, String systemName, Set<String> takenNames) {
    public DraftLimits {
        takenNames = Set.copyOf(takenNames);
    }
}
