package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Ranges;

/** The disks and drives of a running machine, changed while no snapshot is being worked on; what changes for good, the configuration follows. Any thread. */
final class MachineStorage implements StorageControl, AutoCloseable {
    private static final Logger LOG = System.getLogger(MachineStorage.class.getName());

    /** What this may do with the machine. */
    interface Owner {
        /** Does something on the control thread while the machine stands still; a machine that ran runs on afterwards, whatever happens. */
        <T> T whileStill(Snapshots.Still<T> action) throws MachineException, IOException;

        void deviceDeleted(String id);

        void unplugRefused(String id);
    }

    private final Owner owner;
    private final Storage storage;
    private final LiveConfig config;
    private final ReentrantLock snapshotWork;
    private final BlockNodes nodes = new BlockNodes();
    private final HotPlug hotPlug;

    /**
     * @param thrownAway what takes the writes of a run that is thrown away
     * @param snapshotWork held by whoever works on the machine's snapshots
     */
    MachineStorage(
            Owner owner,
            Storage storage,
            NetworkInterfaces networks,
            LiveConfig config,
            DisposableOverlays thrownAway,
            ReentrantLock snapshotWork) {
        this.owner = owner;
        this.storage = storage;
        this.config = config;
        this.snapshotWork = snapshotWork;
        this.hotPlug = new HotPlug(owner, storage, networks, config, nodes, thrownAway, snapshotWork);
    }

    /** What the guest makes of the devices in the slots goes here. */
    HotPlug hotPlug() {
        return hotPlug;
    }

    @Override
    public List<DriveInfo> drives() {
        return storage.driveInfos();
    }

    @Override
    public List<DiskInfo> disks() {
        return storage.diskInfos();
    }

    @Override
    public List<DiskUse> usage() {
        return storage.disks().all().stream()
                .map(disk -> new DiskUse(disk.id(), disk.disk().usage()))
                .toList();
    }

    @Override
    public void eject(String driveId, boolean force) throws MachineException {
        storage.drives().eject(driveId, force);
        followMedium(driveId, null);
    }

    @Override
    public void changeMedium(String driveId, Path medium, boolean force) throws MachineException {
        storage.drives().change(driveId, medium, force);
        followMedium(driveId, medium);
    }

    private void followMedium(String driveId, @Nullable Path medium) {
        try {
            config.follow(before -> before.withOptical(before.optical().stream()
                    .map(drive -> drive.id().equals(driveId) ? drive.withMedium(medium) : drive)
                    .toList()));
        } catch (MachineException e) {
            LOG.log(
                    Level.WARNING,
                    "The next start will find another medium in the drive {0}: {1}",
                    driveId,
                    e.getMessage());
        }
    }

    @Override
    public void addNode(NodeRequest request) throws MachineException {
        Path file = request.file().toAbsolutePath().normalize();
        for (AttachedDisk disk : storage.disks().all()) {
            if (disk.layered().chain().contains(file)) {
                throw new MachineException("The disk \"%s\" of this machine has the image %s already; choose another."
                        .formatted(disk.id(), file));
            }
        }
        nodes.add(request);
    }

    @Override
    public void removeNode(String name) throws MachineException {
        nodes.remove(name);
    }

    @Override
    public void addDevice(DeviceRequest request) throws MachineException {
        hotPlug.add(request);
    }

    @Override
    public void removeDevice(String id) throws MachineException {
        hotPlug.remove(id);
    }

    @Override
    public void resize(String diskId, long size) throws MachineException {
        AttachedDisk disk = storage.disks()
                .find(diskId)
                .orElseThrow(() -> new MachineException("This machine has no disk \"" + diskId + "\"."));
        if (!snapshotWork.tryLock()) {
            throw HotPlug.snapshotUnderWay();
        }
        try {
            Ranges.checkDiskSize(diskId, size);
            checkGrows(disk, size);
            // What takes long, a flush of all that was written before, is done while the guest runs.
            disk.disk().node().flush();
            owner.whileStill(() -> {
                disk.disk().queue().exchange(node -> resized(node, size));
                storage.sizeChanged(diskId);
                return disk;
            });
        } catch (IOException e) {
            throw new MachineException("The disk \"%s\" cannot grow: %s".formatted(diskId, e.getMessage()), e);
        } finally {
            snapshotWork.unlock();
        }
    }

    private static void checkGrows(AttachedDisk disk, long size) throws MachineException {
        if (disk.config().readOnly()) {
            throw new MachineException("The disk \"%s\" is read-only; its size stays.".formatted(disk.id()));
        }
        if (size < disk.disk().size()) {
            throw new MachineException(
                    "The disk \"%s\" has %,d bytes, and %,d would cut off what is at its end; a running machine's disk can only grow."
                            .formatted(disk.id(), disk.disk().size(), size));
        }
    }

    private static BlockNode resized(BlockNode node, long size) throws IOException {
        node.resize(size);
        node.flush();
        return node;
    }

    /** Waits for what is under way, and closes the images that no device has. Before the machine is closed. */
    @Override
    public void close() {
        hotPlug.close();
        nodes.close();
    }
}
