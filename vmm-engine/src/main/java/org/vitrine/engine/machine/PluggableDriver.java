package org.vitrine.engine.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;

/** The devices that can be plugged in while a machine runs, by QEMU's names, and where. What is refused is refused in QEMU's words. */
enum PluggableDriver {
    IDE_HD("ide-hd", MachineConfig.Disk.Bus.AHCI, Place.Kind.AHCI_PORT),
    IDE_CD("ide-cd", MachineConfig.Disk.Bus.AHCI, Place.Kind.AHCI_PORT),
    NVME("nvme", MachineConfig.Disk.Bus.NVME, Place.Kind.ROOT_PORT),
    VIRTIO_BLK("virtio-blk-pci", MachineConfig.Disk.Bus.VIRTIO, Place.Kind.ROOT_PORT);

    private static final String IDE = "ide.";
    private static final String SLOT = "pcie";

    private final String qemuName;
    private final MachineConfig.Disk.Bus bus;
    private final Place.Kind kind;

    PluggableDriver(String qemuName, MachineConfig.Disk.Bus bus, Place.Kind kind) {
        this.qemuName = qemuName;
        this.bus = bus;
        this.kind = kind;
    }

    static PluggableDriver of(String name) throws MachineException {
        return Arrays.stream(values())
                .filter(driver -> driver.qemuName.equals(name))
                .findFirst()
                .orElseThrow(() -> new MachineException("'%s' is not a valid device model name".formatted(name)));
    }

    String qemuName() {
        return qemuName;
    }

    MachineConfig.Disk.Bus bus() {
        return bus;
    }

    /** @param busName where the device is to hang, or null for the first place that is free */
    Place place(@Nullable String busName, Places places) throws MachineException {
        return place(qemuName, kind, busName, places);
    }

    private static Place place(String qemuName, Place.Kind kind, @Nullable String busName, Places places)
            throws MachineException {
        if (busName == null) {
            return places.free(kind)
                    .orElseThrow(
                            () -> new MachineException(
                                    kind == Place.Kind.AHCI_PORT
                                            ? "All AHCI ports are taken; unplug a disk or drive, or plug the disk in as 'nvme'"
                                            : "All PCI Express slots are taken; unplug what is in one of them, or plug a disk in as 'ide-hd'"));
        }
        Place place = named(busName);
        if (place.kind() == Place.Kind.BUS_0) {
            throw new MachineException("Bus '%s' does not support hotplugging".formatted(busName));
        }
        if (place.kind() != kind) {
            throw new MachineException("Device '%s' can't go on %s bus"
                    .formatted(qemuName, place.kind() == Place.Kind.AHCI_PORT ? "IDE" : "PCIE"));
        }
        if (!places.isFree(place)) {
            throw new MachineException("Bus '%s' is full".formatted(busName));
        }
        return place;
    }

    /** A free slot for a network interface. @param busName where it is to be, or null for the first that is free */
    static Place slot(String qemuName, @Nullable String busName, Places places) throws MachineException {
        return place(qemuName, Place.Kind.ROOT_PORT, busName, places);
    }

    private static Place named(String bus) throws MachineException {
        for (int port = 0; port < ConfigRules.MAX_OPTICAL; port++) {
            if (bus.equals(IDE + port)) {
                return Place.ahciPort(port);
            }
        }
        for (int slot = 1; slot <= ConfigRules.MAX_SLOTS; slot++) {
            if (bus.equals(SLOT + slot)) {
                return Place.rootPort(slot);
            }
        }
        if (bus.equals("pcie.0")) {
            return new Place(Place.Kind.BUS_0, 0);
        }
        throw new MachineException("Bus '%s' not found".formatted(bus));
    }
}
