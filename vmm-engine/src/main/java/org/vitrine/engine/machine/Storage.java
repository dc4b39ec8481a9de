package org.vitrine.engine.machine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrine.engine.ata.Ahci;
import org.vitrine.engine.ata.AtaDevice;
import org.vitrine.engine.ata.AtaDisk;
import org.vitrine.engine.ata.AtapiCdrom;
import org.vitrine.engine.ata.TrayListener;
import org.vitrine.engine.chipset.Lpc;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.nvme.Nvme;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PcieRootPort;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.block.BlockDevice;

/**
 * The disks and CD-ROM drives of a board with what they hang on: the ports of the AHCI controller, NVMe controllers and virtio disks on bus 0 or in PCI Express slots. What
 * plugs and unplugs is called on the machine's control thread, while the machine stands still.
 */
final class Storage {
    private static final int AHCI_FUNCTION = 2;
    private static final String NVME_IDENTITY = "1b36,10";
    private static final String NVME = "nvme-";
    private static final String VIRTIO = "virtio-blk-";

    private final MachineConfig config;
    private final DeviceHost host;
    private final List<Device> devices;
    private final Disks disks;
    private final RootPorts rootPorts;
    private final OpticalDrives drives;
    private final Ahci ahci;
    private final Places places;
    private final BootOrder bootOrder = new BootOrder();
    /** What is told when a disk has grown, by the disks' names. */
    private final Map<String, Runnable> sizeListeners = new ConcurrentHashMap<>();

    /**
     * Makes the controllers, and attaches to them what the configuration says.
     *
     * @param disks open; stay their owner's
     * @param devices of the board, to which those made here are added
     * @throws MachineException if a medium cannot be used
     */
    Storage(
            MachineConfig config,
            Disks disks,
            RootComplex root,
            RootPorts rootPorts,
            DeviceHost host,
            List<Device> devices,
            TrayListener trays)
            throws MachineException {
        this.config = config;
        this.host = host;
        this.devices = devices;
        this.disks = disks;
        this.rootPorts = rootPorts;
        places = Places.of(config);
        ahci = new Ahci("ahci0", host);
        devices.add(ahci);
        root.plug(Lpc.DEVICE, AHCI_FUNCTION, ahci);
        drives = new OpticalDrives(config.optical(), host, trays);
        for (MachineConfig.Optical drive : config.optical()) {
            Place place = placeOf(drive.id());
            ahci.attach(place.number(), drives.find(drive.id()));
            bootOrder.add(drive.bootIndex(), path(MachineConfig.Disk.Bus.AHCI, place));
        }
        for (MachineConfig.Disk.Bus bus : MachineConfig.Disk.Bus.values()) {
            attachAll(bus, root);
        }
    }

    private void attachAll(MachineConfig.Disk.Bus bus, RootComplex root) {
        for (AttachedDisk disk : disks.all()) {
            if (disk.config().bus() == bus) {
                Place place = placeOf(disk.id());
                attach(disk, place, root);
                bootOrder.add(disk.config().bootIndex(), path(bus, place));
            }
        }
    }

    private void attach(AttachedDisk disk, Place place, RootComplex root) {
        switch (place.kind()) {
            case AHCI_PORT -> ahci.attach(place.number(), ataDisk(disk));
            case BUS_0 -> root.plug(place.number(), 0, controller(disk));
            case ROOT_PORT -> rootPorts.port(place.number()).plug(0, controller(disk));
        }
    }

    private AtaDisk ataDisk(AttachedDisk disk) {
        AtaDisk device = new AtaDisk(disk.disk());
        sizeListeners.put(disk.id(), device::sizeChanged);
        return device;
    }

    /** The function that a disk is behind. */
    private PciFunction controller(AttachedDisk disk) {
        PciFunction function = disk.config().bus() == MachineConfig.Disk.Bus.VIRTIO ? virtio(disk) : nvme(disk);
        devices.add(function);
        return function;
    }

    private Nvme nvme(AttachedDisk disk) {
        Nvme controller = new Nvme(NVME + disk.id(), host, disk.disk(), serial(disk));
        sizeListeners.put(disk.id(), controller::sizeChanged);
        return controller;
    }

    private VirtioPci virtio(AttachedDisk disk) {
        BlockDevice device = new BlockDevice(disk.disk(), serial(disk), config.cpus());
        sizeListeners.put(disk.id(), device::sizeChanged);
        return new VirtioPci(VIRTIO + disk.id(), host, device);
    }

    private String serial(AttachedDisk disk) {
        return DiskSerial.of(config.uuid(), disk.id());
    }

    private String path(MachineConfig.Disk.Bus bus, Place place) {
        boolean virtio = bus == MachineConfig.Disk.Bus.VIRTIO;
        return switch (place.kind()) {
            case AHCI_PORT -> BootOrder.ahciPort(Lpc.DEVICE, AHCI_FUNCTION, place.number());
            case BUS_0 ->
                virtio ? BootOrder.virtioDisk(place.number()) : BootOrder.pciFunction(NVME_IDENTITY, place.number());
            case ROOT_PORT ->
                virtio ? rootPorts.virtioBootPath(place.number()) : rootPorts.bootPath(NVME_IDENTITY, place.number());
        };
    }

    /** What the firmware tries to boot, in order. */
    BootOrder bootOrder() {
        return bootOrder;
    }

    Disks disks() {
        return disks;
    }

    OpticalDrives drives() {
        return drives;
    }

    Places places() {
        return places;
    }

    private Place placeOf(String id) {
        return places.of(id).orElseThrow();
    }

    /** The disks that the guest can write to, which a snapshot keeps as images of their own. */
    List<LayeredDisk> writableDisks() {
        return disks.writable();
    }

    /** Hangs a disk at a free AHCI port or into a free slot, and lets the guest know. */
    void plug(AttachedDisk disk, Place place) {
        places.take(disk.id(), place);
        if (place.kind() == Place.Kind.AHCI_PORT) {
            ahci.hotPlug(place.number(), ataDisk(disk));
        } else {
            rootPorts.port(place.number()).hotPlug(controller(disk));
        }
    }

    /** Hangs a drive at a free AHCI port, and lets the guest know. */
    void plug(AtapiCdrom drive, Place place) {
        places.take(drive.id(), place);
        drives.add(drive);
        ahci.hotPlug(place.number(), drive);
    }

    /** Takes a disk or drive off its AHCI port, and lets the guest know. */
    void unplugFromAhci(String id) {
        AtaDevice device = ahci.unplug(placeOf(id).number());
        if (device != null) {
            device.close();
        }
        forget(id);
    }

    /** Asks the guest to let go of the disk in a slot. Any thread. */
    PcieRootPort.Unplug requestUnplug(Place slot) {
        return rootPorts.port(slot.number()).requestUnplug();
    }

    /** The name of the disk whose controller a function is, or empty if it is none. */
    static String diskOf(PciFunction function) {
        for (String prefix : List.of(NVME, VIRTIO)) {
            if (function.id().startsWith(prefix)) {
                return function.id().substring(prefix.length());
            }
        }
        return "";
    }

    /** Makes a controller that the guest has let go of part of the board no longer. */
    void remove(PciFunction function) {
        devices.remove(function);
        forget(diskOf(function));
    }

    private void forget(String id) {
        drives.remove(id);
        sizeListeners.remove(id);
        places.leave(id);
    }

    /** Tells a disk's controller that the disk has grown. */
    void sizeChanged(String id) {
        Runnable listener = sizeListeners.get(id);
        if (listener != null) {
            listener.run();
        }
    }

    /** How the disks stand. */
    List<StorageControl.DiskInfo> diskInfos() {
        return disks.all().stream()
                .flatMap(disk -> places.of(disk.id()).map(disk::info).stream())
                .toList();
    }

    /** How the drives stand. */
    List<StorageControl.DriveInfo> driveInfos() {
        return drives.all().stream()
                .flatMap(drive -> places.of(drive.id()).map(place -> OpticalDrives.info(drive, place)).stream())
                .toList();
    }
}
