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

/**
 * A machine as it is being edited.
 *
 * @param plans what is to be done to images, by the disk's id
 */
public record Edit(MachineConfig config, Map<String, ImagePlan> plans) {
    public Edit {
        plans = Map.copyOf(plans);
    }

    static Edit of(MachineConfig config) {
        return new Edit(config, Map.of());
    }

    Edit with(MachineConfig other) {
        return new Edit(other, plans);
    }

    Edit withPlan(String disk, ImagePlan plan) {
        Map<String, ImagePlan> all = new LinkedHashMap<>(plans);
        all.put(disk, plan);
        return new Edit(config, all);
    }

    Edit withoutPlan(String disk) {
        Map<String, ImagePlan> all = new LinkedHashMap<>(plans);
        all.remove(disk);
        return new Edit(config, all);
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

    /** All that can differ between this and another. The boot order comes last, since disks and drives have to be there to get their place. */
    Set<Part> parts(Edit other) {
        Set<Part> parts = new LinkedHashSet<>(List.of(Setting.values()));
        parts.remove(Setting.BOOT_ORDER);
        for (Edit each : List.of(this, other)) {
            each.config.disks().forEach(disk -> parts.addAll(DiskPart.of(disk.id())));
            each.plans.keySet().forEach(disk -> parts.addAll(DiskPart.of(disk)));
            each.config.optical().forEach(drive -> parts.addAll(DrivePart.of(drive.id())));
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
