package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.ata.AtapiCdrom;
import org.vitrine.engine.ata.DriveStatus;
import org.vitrine.engine.ata.TrayListener;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.IsoImage;

/** The CD-ROM drives of a machine, by their names. Any thread. */
final class OpticalDrives {
    private final DeviceHost host;
    private final TrayListener trays;
    private final Map<String, AtapiCdrom> drives = Collections.synchronizedMap(new LinkedHashMap<>());

    /**
     * Makes the drives, with their media in them.
     *
     * @throws MachineException if an image cannot be used; none is open then
     */
    OpticalDrives(List<MachineConfig.Optical> configs, DeviceHost host, TrayListener trays) throws MachineException {
        this.host = host;
        this.trays = trays;
        Map<String, IsoImage> media = openAll(configs);
        for (MachineConfig.Optical config : configs) {
            AtapiCdrom drive = new AtapiCdrom(config.id(), host.log(), trays);
            drives.put(config.id(), drive);
            IsoImage medium = media.get(config.id());
            if (medium != null) {
                drive.loadMedium(medium);
            }
        }
    }

    /** Makes a drive that is not yet part of the machine. @param medium in it, or null */
    AtapiCdrom make(String id, @Nullable Path medium) throws MachineException {
        AtapiCdrom drive = new AtapiCdrom(id, host.log(), trays);
        if (medium != null) {
            drive.loadMedium(open(medium));
        }
        return drive;
    }

    void add(AtapiCdrom drive) {
        drives.put(drive.id(), drive);
    }

    void remove(String id) {
        drives.remove(id);
    }

    boolean has(String id) {
        return drives.containsKey(id);
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

    List<AtapiCdrom> all() {
        synchronized (drives) {
            return List.copyOf(drives.values());
        }
    }

    /** How a drive stands. */
    static StorageControl.DriveInfo info(AtapiCdrom drive, Place place) {
        DriveStatus status = drive.status();
        return new StorageControl.DriveInfo(
                drive.id(), status.medium(), status.trayOpen(), status.locked(), place.bus());
    }

    void eject(String id, boolean force) throws MachineException {
        if (!known(id).eject(force)) {
            throw locked(id);
        }
    }

    void change(String id, Path medium, boolean force) throws MachineException {
        AtapiCdrom drive = known(id);
        IsoImage image = open(medium);
        if (!drive.insert(image, force)) {
            image.close();
            throw locked(id);
        }
    }

    /** @throws IllegalArgumentException if there is none of that name */
    AtapiCdrom find(String id) {
        AtapiCdrom drive = drives.get(id);
        if (drive == null) {
            throw new IllegalArgumentException("there is no drive " + id);
        }
        return drive;
    }

    private AtapiCdrom known(String id) throws MachineException {
        if (!has(id)) {
            throw new MachineException("This machine has no drive \"" + id + "\". It has: "
                    + String.join(", ", all().stream().map(AtapiCdrom::id).toList()) + ".");
        }
        return find(id);
    }

    private static MachineException locked(String id) {
        return new MachineException("The guest holds the tray of drive \"" + id
                + "\" locked; it was asked to open it. Eject the disc in the guest, or force it.");
    }
}
