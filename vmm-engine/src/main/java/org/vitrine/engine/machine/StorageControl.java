package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.block.DiskUsage;
import org.vitrine.engine.image.block.GuestDisk;

/** A machine's disks and CD-ROM drives as the control server sees them. Any thread; calls return when what they ask for has happened. */
public interface StorageControl {
    /** @param medium the image in the drive, or null @param bus the drive's, by QEMU's name, such as {@code "ide.0"} */
    record DriveInfo(String id, @Nullable Path medium, boolean trayOpen, boolean locked, String bus) {}

    List<DriveInfo> drives();

    /**
     * A hard disk.
     *
     * @param node its image's name, if that was opened by name
     * @param format of the image, by QEMU's name
     * @param size in bytes
     * @param backing the image behind the image
     * @param backingDepth how many images lie behind it
     * @param place the bus that it has, by QEMU's name, such as {@code "ide.0"} or {@code "pcie1"}
     */
    record DiskInfo(
            String id,
            Optional<String> node,
            Path file,
            String format,
            long size,
            boolean readOnly,
            Optional<Path> backing,
            int backingDepth,
            MachineConfig.Disk.Cache cache,
            GuestDisk.IoStatus status,
            MachineConfig.Disk.Bus bus,
            String place) {}

    List<DiskInfo> disks();

    /** @param id the disk's */
    record DiskUse(String id, DiskUsage.Totals totals) {}

    /** What the guest has asked of each disk since that was attached. */
    List<DiskUse> usage();

    /** Opens a drive's tray and takes the medium out. @param force even if the guest locked it */
    void eject(String driveId, boolean force) throws MachineException;

    /** Puts another medium in, ejecting the present one. @param force even if the guest locked the drive */
    void changeMedium(String driveId, Path medium, boolean force) throws MachineException;

    /** An image to be opened by name. @param format by QEMU's name @param cache not {@link CacheMode#WRITETHROUGH}, which is a matter of the disk */
    record NodeRequest(
            String name,
            Path file,
            String format,
            boolean readOnly,
            CacheMode cache,
            MachineConfig.Disk.Discard discard) {
        /** An image whose disk's guest can give blocks back. */
        public NodeRequest(String name, Path file, String format, boolean readOnly, CacheMode cache) {
            this(name, file, format, readOnly, cache, MachineConfig.Disk.Discard.UNMAP);
        }
    }

    /** Opens and locks an image for a disk that is to be plugged in. */
    void addNode(NodeRequest request) throws MachineException;

    /** Closes an image that no device has. */
    void removeNode(String name) throws MachineException;

    /**
     * A device to be plugged in.
     *
     * @param driver by QEMU's name
     * @param id its own; null for that of the node
     * @param bus by QEMU's name; null for the first one that is free
     * @param node the image's name; null for a drive without medium
     * @param bootIndex its place among what the firmware tries to boot, from the machine's next start on; or null
     * @param writeCache false if every write is to be on the medium when it completes
     */
    record DeviceRequest(
            String driver,
            @Nullable String id,
            @Nullable String bus,
            @Nullable String node,
            @Nullable Integer bootIndex,
            boolean writeCache) {}

    /** Plugs a disk or CD-ROM drive in. The machine's configuration follows. What a machine writes to such a disk stays, even if its other changes are thrown away. */
    void addDevice(DeviceRequest request) throws MachineException;

    /**
     * Unplugs a disk or CD-ROM drive. At AHCI it is gone when this returns; in a PCI Express slot the guest is asked to let go of it, and {@link
     * MachineListener#deviceDeleted} tells when it has. The machine's configuration follows.
     */
    void removeDevice(String id) throws MachineException;

    /** Lets a disk grow. @param size in bytes, a multiple of 512 */
    void resize(String diskId, long size) throws MachineException;
}
