package org.vitrine.engine.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.StorageControl;

/** Two drives and a disk that do at once what they are asked for. */
final class FakeStorage implements StorageControl {
    final List<DriveInfo> drives = new ArrayList<>(List.of(
            new DriveInfo("cd0", Path.of("/images/a.iso"), false, false), new DriveInfo("cd1", null, true, false)));
    volatile boolean locked;
    private final FakeMachine machine;

    FakeStorage(FakeMachine machine) {
        this.machine = machine;
    }

    @Override
    public List<DiskInfo> disks() {
        return List.of(new DiskInfo(
                "disk0",
                Path.of("/images/a.qcow2"),
                "qcow2",
                1 << 30,
                false,
                2,
                MachineConfig.Disk.Cache.NONE,
                GuestDisk.IoStatus.NO_SPACE));
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
        drives.replaceAll(drive -> drive.id().equals(driveId) ? new DriveInfo(driveId, null, true, false) : drive);
        machine.tell(listener -> listener.trayMoved(driveId, true));
    }

    @Override
    public void changeMedium(String driveId, Path medium, boolean force) {
        drives.replaceAll(drive -> drive.id().equals(driveId) ? new DriveInfo(driveId, medium, false, false) : drive);
        machine.tell(listener -> listener.trayMoved(driveId, false));
    }
}
