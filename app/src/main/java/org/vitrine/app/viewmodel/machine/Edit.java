package org.vitrine.app.viewmodel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.Network;

/**
 * A machine as it is being edited.
 *
 * @param plans what is to be done to images, by the disk's id
 * @param typed what stands in a part's field and says nothing, such as half an address; its part of the configuration is what it was
 */
public record Edit(MachineConfig config, Map<String, ImagePlan> plans, Map<Part, String> typed) {
    public Edit {
        plans = Map.copyOf(plans);
        typed = Map.copyOf(typed);
    }

    static Edit of(MachineConfig config) {
        return new Edit(config, Map.of(), Map.of());
    }

    Edit with(MachineConfig other) {
        return new Edit(other, plans, typed);
    }

    Edit withTyped(Part part, String text) {
        Map<Part, String> all = new LinkedHashMap<>(typed);
        all.put(part, text);
        return new Edit(config, plans, all);
    }

    Edit withoutTyped(Part part) {
        Map<Part, String> all = new LinkedHashMap<>(typed);
        all.remove(part);
        return new Edit(config, plans, all);
    }

    /** Of a part what {@code from} has. */
    Edit withTypedOf(Part part, Edit from) {
        String text = from.typed.get(part);
        return text == null ? withoutTyped(part) : withTyped(part, text);
    }

    Edit withPlan(String disk, ImagePlan plan) {
        Map<String, ImagePlan> all = new LinkedHashMap<>(plans);
        all.put(disk, plan);
        return new Edit(config, all, typed);
    }

    Edit withoutPlan(String disk) {
        Map<String, ImagePlan> all = new LinkedHashMap<>(plans);
        all.remove(disk);
        return new Edit(config, all, typed);
    }

    Optional<ImagePlan> plan(String disk) {
        return Optional.ofNullable(plans.get(disk));
    }

    Optional<Disk> disk(String id) {
        return config.disks().stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    Optional<Optical> drive(String id) {
        return config.optical().stream().filter(drive -> drive.id().equals(id)).findFirst();
    }

    Optional<Network> network(String id) {
        return config.networks().stream()
                .filter(network -> network.id().equals(id))
                .findFirst();
    }

    /** Puts a disk in the place of the one of its id, or behind all others. */
    Edit withDisk(Disk disk) {
        List<Disk> disks = new ArrayList<>();
        boolean placed = false;
        for (Disk each : config.disks()) {
            boolean same = each.id().equals(disk.id());
            disks.add(same ? disk : each);
            placed |= same;
        }
        if (!placed) {
            disks.add(disk);
        }
        return with(config.withDisks(disks));
    }

    Edit withoutDisk(String id) {
        return with(config.withDisks(
                config.disks().stream().filter(disk -> !disk.id().equals(id)).toList()));
    }

    /** Puts a drive in the place of the one of its id, or behind all others. */
    Edit withDrive(Optical drive) {
        List<Optical> drives = new ArrayList<>();
        boolean placed = false;
        for (Optical each : config.optical()) {
            boolean same = each.id().equals(drive.id());
            drives.add(same ? drive : each);
            placed |= same;
        }
        if (!placed) {
            drives.add(drive);
        }
        return with(config.withOptical(drives));
    }

    Edit withoutDrive(String id) {
        return with(config.withOptical(config.optical().stream()
                .filter(drive -> !drive.id().equals(id))
                .toList()));
    }

    /** Puts a network in the place of the one of its id, or behind all others. */
    Edit withNetwork(Network network) {
        List<Network> networks = new ArrayList<>();
        boolean placed = false;
        for (Network each : config.networks()) {
            boolean same = each.id().equals(network.id());
            networks.add(same ? network : each);
            placed |= same;
        }
        if (!placed) {
            networks.add(network);
        }
        return with(config.withNetworks(networks));
    }

    Edit withoutNetwork(String id) {
        return with(config.withNetworks(config.networks().stream()
                .filter(network -> !network.id().equals(id))
                .toList()));
    }

    /** All that can differ between this and another. The boot order comes last, since disks and drives have to be there to get their place. */
    Set<Part> parts(Edit other) {
        Set<Part> parts = new LinkedHashSet<>(List.of(Setting.values()));
        parts.remove(Setting.BOOT_ORDER);
        for (Edit each : List.of(this, other)) {
            each.config.disks().forEach(disk -> parts.addAll(DiskPart.of(disk.id())));
            each.plans.keySet().forEach(disk -> parts.addAll(DiskPart.of(disk)));
            each.config.optical().forEach(drive -> parts.addAll(DrivePart.of(drive.id())));
            each.config.networks().forEach(network -> parts.addAll(NetworkPart.of(network.id())));
        }
        parts.add(Setting.BOOT_ORDER);
        return parts;
    }

    /** What differs between this and another. */
    Set<Part> differences(Edit other) {
        Set<Part> parts = parts(other);
        parts.removeIf(part -> part.sameIn(this, other));
        return parts;
    }
}
