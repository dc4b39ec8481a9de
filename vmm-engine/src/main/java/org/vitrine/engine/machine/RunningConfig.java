package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Virtio;
import org.vitrine.engine.storage.StoredDisk;

/** The configuration of the machine that runs, which that in its file may be ahead of: as it was assembled, with the images and media that it has now. */
final class RunningConfig {
    private RunningConfig() {}

    static MachineConfig of(MachineConfig assembled, Hardware hardware) {
        Map<String, StoredDisk.Image> images = new HashMap<>();
        hardware.storage().writableDisks().forEach(disk -> images.put(disk.id(), disk.image()));
        Map<String, StorageControl.DriveInfo> drives = new HashMap<>();
        hardware.storage().driveInfos().forEach(drive -> drives.put(drive.id(), drive));
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
                && isSame(one.virtio(), other.virtio())
                && Places.of(one).equals(Places.of(other))
                && disks(one).equals(disks(other))
                && interfaces(one).equals(interfaces(other));
    }

    /** Whether a guest sees the same, wherever its ports lead. */
    private static boolean isSame(Virtio one, Virtio other) {
        return one.rng() == other.rng() && ports(one).equals(ports(other));
    }

    private static List<Virtio.Port> ports(Virtio virtio) {
        return virtio.ports().stream()
                .map(port -> new Virtio.Port(port.name(), port.console(), null))
                .toList();
    }

    /** What a guest sees of its networks: wherever they lead, and whether the cable is plugged in. One that is started from has a ROM. */
    private static Set<List<Object>> interfaces(MachineConfig config) {
        return config.networks().stream()
                .map(network ->
                        List.<Object>of(network.id(), network.model(), network.mac(), network.bootIndex() != null))
                .collect(Collectors.toSet());
    }

    /** Disks as a guest sees them wherever they are, by their names. */
    private static Map<String, MachineConfig.Disk> disks(MachineConfig config) {
        Map<String, MachineConfig.Disk> disks = new HashMap<>();
        for (MachineConfig.Disk disk : config.disks()) {
            disks.put(
                    disk.id(),
                    new MachineConfig.Disk(
                            disk.id(),
                            Path.of(""),
                            null,
                            disk.bus(),
                            disk.cache(),
                            disk.readOnly(),
                            null,
                            null,
                            disk.discard()));
        }
        return disks;
    }
}
