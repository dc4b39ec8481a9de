package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.block.GuestDisk;

/** A machine's disks and CD-ROM drives as the control server sees them. Any thread; calls return when what they ask for has happened. */
public interface StorageControl {
    /** @param medium the image in the drive, or null */
    record DriveInfo(String id, @Nullable Path medium, boolean trayOpen, boolean locked) {}

    List<DriveInfo> drives();

    /**
     * A hard disk.
     *
     * @param format of the image, by QEMU's name
     * @param size in bytes
     * @param backingDepth how many images lie behind it
     */
    record DiskInfo(
            String id,
            Path file,
            String format,
            long size,
            boolean readOnly,
            int backingDepth,
            MachineConfig.Disk.Cache cache,
            GuestDisk.IoStatus status) {}

    List<DiskInfo> disks();

    /** Opens a drive's tray and takes the medium out. @param force even if the guest locked it */
    void eject(String driveId, boolean force) throws MachineException;

    /** Puts another medium in, ejecting the present one. @param force even if the guest locked the drive */
    void changeMedium(String driveId, Path medium, boolean force) throws MachineException;
}
