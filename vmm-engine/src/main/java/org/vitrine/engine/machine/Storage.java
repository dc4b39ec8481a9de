package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.List;
import org.vitrine.engine.ata.Ahci;
import org.vitrine.engine.ata.AtaDisk;
import org.vitrine.engine.ata.TrayListener;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.chipset.Lpc;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.nvme.Nvme;
import org.vitrine.engine.pci.RootComplex;

/** The disks and CD-ROM drives of a board with what they hang on: the ports of the AHCI controller, and NVMe controllers. */
final class Storage implements StorageControl {
    /** From here on there is room on bus 0 for every disk that a configuration can have. */
    static final int FIRST_NVME_SLOT = Board.Q35.rootPortDevice() - ConfigRules.MAX_DISKS;

    private static final int AHCI_FUNCTION = 2;

    private final MachineConfig config;
    private final Disks disks;
    private final OpticalDrives drives;
    private final BootOrder bootOrder = new BootOrder();

    /**
     * Makes the controllers, and attaches to them what the configuration says.
     *
     * @param disks open; stay their owner's
     * @param devices of the board, to which they are added
     * @throws MachineException if a medium cannot be used
     */
    Storage(
            MachineConfig config,
            Disks disks,
            RootComplex root,
            DeviceHost host,
            List<Device> devices,
            TrayListener trays)
            throws MachineException {
        this.config = config;
        this.disks = disks;
        Ahci ahci = new Ahci("ahci0", host);
        devices.add(ahci);
        root.plug(Lpc.DEVICE, AHCI_FUNCTION, ahci);
        drives = new OpticalDrives(config.optical(), ahci, host, trays);
        attachDisks(ahci);
        plugNvme(root, host, devices);
    }

    /** Disks take the ports after the CD-ROM drives. */
    private void attachDisks(Ahci controller) {
        int port = 0;
        for (MachineConfig.Optical drive : config.optical()) {
            bootOrder.add(drive.bootIndex(), BootOrder.ahciPort(Lpc.DEVICE, AHCI_FUNCTION, port++));
        }
        for (GuestDisk disk : disks.at(MachineConfig.Disk.Bus.AHCI)) {
            bootOrder.add(disks.bootIndex(disk.id()), BootOrder.ahciPort(Lpc.DEVICE, AHCI_FUNCTION, port));
            controller.attach(port++, new AtaDisk(disk));
        }
    }

    /** Each disk is a controller of its own, in slots that no other device takes. */
    private void plugNvme(RootComplex root, DeviceHost host, List<Device> devices) {
        int slot = FIRST_NVME_SLOT;
        for (GuestDisk disk : disks.at(MachineConfig.Disk.Bus.NVME)) {
            bootOrder.add(disks.bootIndex(disk.id()), BootOrder.pciFunction("1b36,10", slot));
            String serial = Nvme.serial(config.uuid(), disk.id());
            Nvme controller = new Nvme("nvme-" + disk.id(), host, disk, serial);
            devices.add(controller);
            root.plug(slot++, 0, controller);
        }
    }

    /** What the firmware tries to boot, in order. */
    BootOrder bootOrder() {
        return bootOrder;
    }

    /** The disks that the guest can write to, which a snapshot keeps as images of their own. */
    List<LayeredDisk> writableDisks() {
        return disks.writable();
    }

    @Override
    public List<DriveInfo> drives() {
        return drives.all();
    }

    @Override
    public List<DiskInfo> disks() {
        return disks.all();
    }

    @Override
    public void eject(String driveId, boolean force) throws MachineException {
        drives.eject(driveId, force);
    }

    @Override
    public void changeMedium(String driveId, Path medium, boolean force) throws MachineException {
        drives.change(driveId, medium, force);
    }
}
