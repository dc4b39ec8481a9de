package org.vitrine.engine.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.StorageControl;
import org.vitrine.engine.machine.StorageControl.DiskInfo;
import org.vitrine.engine.machine.StorageControl.DriveInfo;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/** Drives, what is in them, and disks: QAPI's {@code block} and {@code block-core}. */
final class BlockCommands {
    private static final Set<String> READ_ONLY_MODES = Set.of("retain", "read-only", "read-write");

    private final StorageControl storage;

    BlockCommands(StorageControl storage) {
        this.storage = storage;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand("query-block", this::query),
                new QmpCommand("eject", this::eject),
                new QmpCommand("blockdev-change-medium", this::changeMedium),
                new QmpCommand("block_resize", this::resize));
    }

    private Object eject(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.optionalText("device");
        String id = arguments.optionalText("id");
        boolean force = arguments.optionalFlag("force");
        arguments.end();
        storage.eject(drive(device, id), force);
        return Map.of();
    }

    private Object changeMedium(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.optionalText("device");
        String id = arguments.optionalText("id");
        String filename = arguments.text("filename");
        // Which format an image has is found out, as for the media in the configuration.
        arguments.optionalText("format");
        boolean force = arguments.optionalFlag("force");
        String mode = arguments.optionalChoice("read-only-mode", READ_ONLY_MODES, "retain");
        arguments.end();
        String drive = drive(device, id);
        if (mode.equals("read-write")) {
            throw QmpException.generic("Device '%s' cannot write to its medium".formatted(drive));
        }
        storage.changeMedium(drive, path(filename), force);
        return Map.of();
    }

    /** A disk grows; it is named by itself or by its image. */
    private Object resize(Arguments arguments) throws QmpException, MachineException {
        String device = arguments.optionalText("device");
        String node = arguments.optionalText("node-name");
        long size = arguments.integer("size");
        arguments.end();
        if (size < 0) {
            throw QmpException.generic("Parameter 'size' expects a >0 size");
        }
        for (DiskInfo disk : storage.disks()) {
            if (device == null ? disk.node().equals(Optional.ofNullable(node)) : device.equals(disk.id())) {
                storage.resize(disk.id(), size);
                return Map.of();
            }
        }
        throw QmpException.generic("Cannot find device='%s' nor node-name='%s'"
                .formatted(device == null ? "" : device, node == null ? "" : node));
    }

    static Path path(String filename) throws QmpException {
        try {
            if (!filename.isEmpty()) {
                return Path.of(filename).toAbsolutePath();
            }
        } catch (InvalidPathException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "Parameter 'filename' is not the name of a file", e);
        }
        throw QmpException.generic("Parameter 'filename' is empty");
    }

    private String drive(@Nullable String device, @Nullable String id) throws QmpException {
        if ((device == null) == (id == null)) {
            throw QmpException.generic("Need exactly one of 'device' and 'id'");
        }
        String wanted = device == null ? String.valueOf(id) : device;
        for (DriveInfo drive : storage.drives()) {
            if (drive.id().equals(wanted)) {
                return wanted;
            }
        }
        if (storage.disks().stream().anyMatch(disk -> disk.id().equals(wanted))) {
            throw QmpException.generic("Device '%s' is not removable".formatted(wanted));
        }
        throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(wanted));
    }

    private Object query(Arguments arguments) throws QmpException {
        arguments.end();
        List<Object> drives = new ArrayList<>();
        for (DriveInfo drive : storage.drives()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("io-status", "ok");
            entry.put("device", drive.id());
            entry.put("locked", drive.locked());
            entry.put("removable", true);
            Path medium = drive.medium();
            if (medium != null) {
                entry.put("inserted", inserted(disc(drive, medium)));
            }
            entry.put("qdev", drive.id());
            entry.put("tray_open", drive.trayOpen());
            entry.put("type", "unknown");
            entry.put("x-vitrine-controller", "ahci");
            entry.put("x-vitrine-bus", drive.bus());
            drives.add(entry);
        }
        for (DiskInfo disk : storage.disks()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("io-status", disk.status().qmpName());
            entry.put("device", disk.id());
            entry.put("locked", false);
            entry.put("removable", false);
            entry.put("inserted", inserted(disk));
            entry.put("qdev", disk.id());
            entry.put("type", "unknown");
            entry.put("x-vitrine-controller", disk.bus().word());
            entry.put("x-vitrine-bus", disk.place());
            drives.add(entry);
        }
        return drives;
    }

    /** A disc in a drive, told of as a disk. */
    private static DiskInfo disc(DriveInfo drive, Path medium) {
        return new DiskInfo(
                drive.id(),
                Optional.empty(),
                medium,
                "raw",
                size(medium),
                true,
                Optional.empty(),
                0,
                MachineConfig.Disk.Cache.WRITEBACK,
                GuestDisk.IoStatus.OK,
                MachineConfig.Disk.Bus.AHCI,
                drive.bus());
    }

    /** All that QAPI's BlockDeviceInfo requires; what this VMM does not have is zero or off. */
    private static Map<String, Object> inserted(DiskInfo disk) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("virtual-size", disk.size());
        image.put("filename", disk.file());
        image.put("format", disk.format());
        image.put("actual-size", size(disk.file()));
        image.put("dirty-flag", false);
        disk.backing().ifPresent(backing -> image.put("full-backing-filename", backing));
        Map<String, Object> cache = new LinkedHashMap<>();
        cache.put("no-flush", disk.cache() == MachineConfig.Disk.Cache.UNSAFE);
        cache.put("direct", disk.cache() == MachineConfig.Disk.Cache.NONE);
        cache.put("writeback", disk.cache() != MachineConfig.Disk.Cache.WRITETHROUGH);
        Map<String, Object> inserted = new LinkedHashMap<>();
        for (String limit : List.of("iops_rd", "iops_wr", "iops", "bps_rd", "bps_wr", "bps", "write_threshold")) {
            inserted.put(limit, 0);
        }
        inserted.put("detect_zeroes", "off");
        inserted.put("image", image);
        inserted.put("ro", disk.readOnly());
        inserted.put("backing_file_depth", disk.backingDepth());
        inserted.put("drv", disk.format());
        inserted.put("encrypted", false);
        inserted.put("cache", cache);
        inserted.put("file", disk.file());
        disk.node().ifPresent(node -> inserted.put("node-name", node));
        disk.backing().ifPresent(backing -> inserted.put("backing_file", backing));
        return inserted;
    }

    private static long size(Path medium) {
        try {
            return Files.size(medium);
        } catch (IOException e) {
            // The image was removed while the machine holds it open.
            return 0;
        }
    }
}
