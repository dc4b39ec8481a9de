package org.vitrine.engine.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.block.DiskUsage;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.StorageControl;

/** Two drives and a disk that do at once what they are asked for. */
final class FakeStorage implements StorageControl {
    final List<DriveInfo> drives = new ArrayList<>(List.of(
            new DriveInfo("cd0", Path.of("/images/a.iso"), false, false, "ide.0"),
            new DriveInfo("cd1", null, true, false, "ide.1")));
    /** What was asked for beyond media, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile boolean locked;
    private final FakeMachine machine;

    FakeStorage(FakeMachine machine) {
        this.machine = machine;
    }

    @Override
    public List<DiskInfo> disks() {
        return List.of(new DiskInfo(
                "disk0",
                Optional.of("node0"),
                Path.of("/images/a.qcow2"),
                "qcow2",
                1 << 30,
                false,
                Optional.of(Path.of("/images/base.qcow2")),
                2,
                MachineConfig.Disk.Cache.NONE,
                GuestDisk.IoStatus.NO_SPACE,
                MachineConfig.Disk.Bus.NVME,
                "pcie2"));
    }

    @Override
    public List<DriveInfo> drives() {
        return List.copyOf(drives);
    }

    @Override
    public void eject(String driveId, boolean force) throws MachineException {
        if (locked && !force) {
            throw new MachineException(
                    "The guest has locked %s; force it, or eject inside the guest.".formatted(driveId));
        }
        drives.replaceAll(
                drive -> drive.id().equals(driveId) ? new DriveInfo(driveId, null, true, false, drive.bus()) : drive);
        machine.tell(listener -> listener.trayMoved(driveId, true));
    }

    @Override
    public void changeMedium(String driveId, Path medium, boolean force) {
        drives.replaceAll(drive ->
                drive.id().equals(driveId) ? new DriveInfo(driveId, medium, false, false, drive.bus()) : drive);
        machine.tell(listener -> listener.trayMoved(driveId, false));
    }

    @Override
    public List<DiskUse> usage() {
        return List.of(new DiskUse("disk0", new DiskUsage.Totals(4096, 2, 512, 1, 3)));
    }

    @Override
    public void addNode(NodeRequest request) {
        requests.add(request.toString());
    }

    @Override
    public void removeNode(String name) {
        requests.add("remove node " + name);
    }

    @Override
    public void addDevice(DeviceRequest request) {
        requests.add(request.toString());
    }

    @Override
    public void removeDevice(String id) {
        requests.add("remove " + id);
    }

    @Override
    public void resize(String diskId, long size) {
        requests.add("resize %s %d".formatted(diskId, size));
    }
}
