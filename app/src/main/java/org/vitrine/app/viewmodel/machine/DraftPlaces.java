package org.vitrine.app.viewmodel.machine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;

/** Names and places for what is new in a draft. What the machine has may be in use by its process still, so that is no more free than what the draft has. */
final class DraftPlaces {
    private DraftPlaces() {}

    /** A name that begins with a word. */
    static String freeId(MachineDraft draft, String word) {
        Set<String> taken = new HashSet<>();
        for (MachineConfig config : List.of(draft.config(), draft.base())) {
            config.optical().forEach(drive -> taken.add(drive.id()));
            config.disks().forEach(disk -> taken.add(disk.id()));
            config.networks().forEach(network -> taken.add(network.id()));
            config.devices().forEach(device -> taken.add(device.id()));
        }
        int number = 0;
        while (taken.contains(word + number)) {
            number++;
        }
        return word + number;
    }

    /** A PCI Express slot, from which things can be unplugged again; empty if all are taken. */
    static Optional<Integer> freeSlot(MachineDraft draft) {
        Set<Integer> taken = new HashSet<>();
        for (MachineConfig config : List.of(draft.config(), draft.base())) {
            config.disks().stream()
                    .filter(disk -> disk.bus() != Disk.Bus.AHCI && disk.port() != null)
                    .forEach(disk -> taken.add(disk.port()));
            config.networks().stream()
                    .filter(network -> network.port() != null)
                    .forEach(network -> taken.add(network.port()));
        }
        return IntStream.rangeClosed(1, ConfigRules.MAX_SLOTS)
                .boxed()
                .filter(slot -> !taken.contains(slot))
                .findFirst();
    }
}
