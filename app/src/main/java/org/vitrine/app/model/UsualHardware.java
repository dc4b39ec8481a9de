package org.vitrine.app.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.detect.KnownSystem;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Network;

/**
 * What a new machine's system finds, unless its user wants other: paravirtual where it is known to bring the drivers, else what every system knows.
 *
 * @param bus of new disks; one with a system on it stays at AHCI, since what boots it may know no other
 * @param rng whether it gets random numbers of the host's
 */
public record UsualHardware(Disk.Bus bus, Network.Model model, boolean rng) {
    private static final UsualHardware PLAIN = new UsualHardware(Disk.Bus.AHCI, Network.Model.E1000E, false);

    /** @param system its id, as detection or the user has it; null if nobody knows */
    public static UsualHardware of(@Nullable String system) {
        return Optional.ofNullable(system)
                .flatMap(KnownSystem::find)
                .map(known -> new UsualHardware(
                        known.hasVirtio() ? Disk.Bus.VIRTIO : Disk.Bus.AHCI,
                        known.hasVirtio() ? Network.Model.VIRTIO : Network.Model.E1000E,
                        known.isLinux()))
                .orElse(PLAIN);
    }

    /** Whether disks and network cards are paravirtual. */
    public boolean isVirtio() {
        return bus == Disk.Bus.VIRTIO;
    }
}
