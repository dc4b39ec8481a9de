package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.ata.Ahci;
import org.vitrine.engine.ata.AtapiCdrom;
import org.vitrine.engine.ata.DriveStatus;
import org.vitrine.engine.ata.TrayListener;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.IsoImage;

/** The CD-ROM drives of a machine, by their names. Any thread. */
final class OpticalDrives {
    private final Map<String, AtapiCdrom> drives = new LinkedHashMap<>();

    /**
     * Makes the drives, with their media in them, and attaches them to the controller's ports in order.
     *
     * @throws MachineException if an image cannot be used; none is open then
     */
    OpticalDrives(List<MachineConfig.Optical> configs, Ahci controller, DeviceHost host, TrayListener trays)
            throws MachineException {
        Map<String, IsoImage> media = openAll(configs);
        for (MachineConfig.Optical config : configs) {
            AtapiCdrom drive = new AtapiCdrom(config.id(), host.log(), trays);
            controller.attach(drives.size(), drive);
            drives.put(config.id(), drive);
            IsoImage medium = media.get(config.id());
            if (medium != null) {
                drive.loadMedium(medium);
            }
        }
    }

    private static Map<String, IsoImage> openAll(List<MachineConfig.Optical> configs) throws MachineException {
        Map<String, IsoImage> media = new HashMap<>();
        try {
            for (MachineConfig.Optical config : configs) {
                if (config.medium() != null) {
                    media.put(config.id(), open(config.medium()));
                }
            }
            return media;
        } catch (MachineException e) {
            media.values().forEach(IsoImage::close);
            throw e;
        }
    }

    private static IsoImage open(Path file) throws MachineException {
        try {
            return IsoImage.open(file);
        } catch (ImageException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    List<StorageControl.DriveInfo> all() {
        return drives.values().stream()
                .map(drive -> {
                    DriveStatus status = drive.status();
                    return new StorageControl.DriveInfo(
                            drive.id(), status.medium(), status.trayOpen(), status.locked());
                })
                .toList();
    }

    void eject(String id, boolean force) throws MachineException {
        if (!find(id).eject(force)) {
            throw locked(id);
        }
    }

    void change(String id, Path medium, boolean force) throws MachineException {
        AtapiCdrom drive = find(id);
        IsoImage image = open(medium);
        if (!drive.insert(image, force)) {
            image.close();
            throw locked(id);
        }
    }

    private AtapiCdrom find(String id) throws MachineException {
        AtapiCdrom drive = drives.get(id);
        if (drive == null) {
            throw new MachineException(
                    "This machine has no drive \"" + id + "\". It has: " + String.join(", ", drives.keySet()) + ".");
        }
        return drive;
    }

    private static MachineException locked(String id) {
        return new MachineException("The guest holds the tray of drive \"" + id
                + "\" locked; it was asked to open it. Eject the disc in the guest, or force it.");
    }
}
