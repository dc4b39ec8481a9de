package org.vitrine.engine.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.storage.StoredDisk;

/** The configuration of the machine that runs, which that in its file may be ahead of: as it was assembled, with the images and media that it has now. */
final class RunningConfig {
    private RunningConfig() {}

    static MachineConfig of(MachineConfig assembled, Hardware hardware) {
        Map<String, StoredDisk.Image> images = new HashMap<>();
        hardware.storage().writableDisks().forEach(disk -> images.put(disk.id(), disk.image()));
        Map<String, StorageControl.DriveInfo> drives = new HashMap<>();
        hardware.storage().drives().forEach(drive -> drives.put(drive.id(), drive));
        return assembled
                .withDisks(assembled.disks().stream()
                        .map(disk -> Optional.ofNullable(images.get(disk.id()))
                                .map(image -> disk.withImage(
                                        image.file(), image.format().id()))
                                .orElse(disk))
                        .toList())
                .withOptical(assembled.optical().stream()
                        .map(drive -> Optional.ofNullable(drives.get(drive.id()))
                                .map(now -> drive.withMedium(now.medium()))
                                .orElse(drive))
                        .toList());
    }

    /** Whether a state of one fits the other: all that a guest sees is alike but for what is in drives and on disks. */
    static boolean isSameHardware(MachineConfig one, MachineConfig other) {
        return one.processor().equals(other.processor())
                && one.memoryMiB() == other.memoryMiB()
                && one.firmware().kind() == other.firmware().kind()
                && one.devices().equals(other.devices())
                && one.optical().stream()
                        .map(MachineConfig.Optical::id)
                        .toList()
                        .equals(other.optical().stream()
                                .map(MachineConfig.Optical::id)
                                .toList())
                && places(one).equals(places(other));
    }

    private static List<MachineConfig.Disk> places(MachineConfig config) {
        return config.disks().stream()
                .map(disk -> new MachineConfig.Disk(
                        disk.id(), java.nio.file.Path.of(""), null, disk.bus(), disk.cache(), disk.readOnly(), null))
                .toList();
    }
}
