package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;

/** Gives a running machine changes of its disks and drives. Waits. */
record LiveDisks(LiveSession live) {
    void change(DrivePart part, Edit sent) {
        Optional<Optical> wanted = sent.drive(part.id());
        switch (part.field()) {
            case PRESENCE -> {
                if (wanted.isEmpty()) {
                    unplug(part.id(), part.id());
                } else if (live.ask(
                        "device_add", Map.of("driver", "ide-cd", "id", part.id()), "disks.not-plugged", part.id())) {
                    wanted.filter(drive -> drive.medium() != null).ifPresent(this::changeDisc);
                }
            }
            case MEDIUM -> wanted.ifPresent(this::changeDisc);
        }
    }

    void change(DiskPart part, Edit base, Edit sent) {
        Optional<Disk> wanted = sent.disk(part.id());
        if (part.field() == DiskPart.Field.PRESENCE) {
            wanted.ifPresentOrElse(
                    this::plugIn,
                    () -> unplug(
                            part.id(),
                            base.disk(part.id())
                                    .map(disk -> String.valueOf(disk.file().getFileName()))
                                    .orElse(part.id())));
        } else if (part.field() == DiskPart.Field.PLAN
                && sent.plan(part.id()).orElse(null) instanceof ImagePlan.Grow grow) {
            live.ask(
                    "block_resize",
                    Map.of("device", part.id(), "size", grow.size()),
                    "disks.not-grown-live",
                    part.id());
        }
    }

    private void unplug(String id, String name) {
        if (live.unplug(id, name)) {
            // What was plugged in has a node that outlives it and holds the image; what the machine began with has
            // none.
            live.tryTo("blockdev-del", Map.of("node-name", id));
        }
    }

    private void changeDisc(Optical drive) {
        Path medium = drive.medium();
        if (medium == null) {
            live.ask("eject", Map.of("id", drive.id(), "force", true), "disks.not-ejected", drive.id());
        } else {
            live.ask(
                    "blockdev-change-medium",
                    Map.of("id", drive.id(), "filename", medium.toString(), "force", true),
                    "disks.not-inserted",
                    medium.getFileName());
        }
    }

    private void plugIn(Disk disk) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("node-name", disk.id());
        node.put("driver", Objects.requireNonNullElse(disk.format(), "raw"));
        node.put("read-only", disk.readOnly());
        node.put("discard", disk.discard().word());
        node.put("file", Map.of("driver", "file", "filename", disk.file().toString()));
        node.put(
                "cache",
                Map.of(
                        "direct", disk.cache() == Disk.Cache.NONE,
                        "no-flush", disk.cache() == Disk.Cache.UNSAFE));
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", driver(disk.bus()));
        device.put("id", disk.id());
        device.put("drive", disk.id());
        Integer port = disk.port();
        if (port != null) {
            device.put("bus", (disk.bus() == Disk.Bus.AHCI ? "ide." : "pcie") + port);
        }
        device.put("write-cache", disk.cache() == Disk.Cache.WRITETHROUGH ? "off" : "on");
        Object name = disk.file().getFileName();
        if (live.ask("blockdev-add", node, "disks.not-plugged", name)
                && !live.ask("device_add", device, "disks.not-plugged", name)) {
            live.tryTo("blockdev-del", Map.of("node-name", disk.id()));
        }
    }

    /** A disk on this bus, by QEMU's name. */
    private static String driver(Disk.Bus bus) {
        return switch (bus) {
            case AHCI -> "ide-hd";
            case NVME -> "nvme";
            case VIRTIO -> "virtio-blk-pci";
        };
    }
}
