package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.vitrine.engine.ata.AtapiCdrom;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.machine.StorageControl.DeviceRequest;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.SlotListener;

/**
 * Plugs disks and drives into a running machine and takes them and network interfaces out, with QEMU's words for what is refused. The machine stands still for the moment in which its hardware changes;
 * images are opened before and closed after that. A disk that the guest lets go of leaves once no snapshot is being worked on.
 */
final class HotPlug implements SlotListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(HotPlug.class.getName());
    /** How long a machine's end may go unnoticed by what waits for a snapshot. */
    private static final long CLOSING_MILLIS = 100;

    private final MachineStorage.Owner owner;
    private final Storage storage;
    private final NetworkInterfaces networks;
    private final LiveConfig config;
    private final BlockNodes nodes;
    private final DisposableOverlays thrownAway;
    private final ReentrantLock snapshotWork;
    private final ExecutorService ejections = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("hot-plug").daemon().factory());
    private volatile boolean closing;

    HotPlug(
            MachineStorage.Owner owner,
            Storage storage,
            NetworkInterfaces networks,
            LiveConfig config,
            BlockNodes nodes,
            DisposableOverlays thrownAway,
            ReentrantLock snapshotWork) {
        this.owner = owner;
        this.storage = storage;
        this.networks = networks;
        this.config = config;
        this.nodes = nodes;
        this.thrownAway = thrownAway;
        this.snapshotWork = snapshotWork;
    }

    static MachineException snapshotUnderWay() {
        return new MachineException("A snapshot of this machine is being worked on; wait for its end, and try again.");
    }

    /** Plugs a device in. @throws MachineException if that cannot be; nothing is changed then */
    void add(DeviceRequest request) throws MachineException {
        PluggableDriver driver = PluggableDriver.of(request.driver());
        String id = id(request);
        if (storage.places().of(id).isPresent()) {
            throw new MachineException("Duplicate device ID '%s'".formatted(id));
        }
        if (!snapshotWork.tryLock()) {
            throw snapshotUnderWay();
        }
        try {
            Place place = driver.place(request.bus(), storage.places());
            if (driver == PluggableDriver.IDE_CD) {
                addDrive(id, request, place);
            } else {
                addDisk(id, request, driver, place);
            }
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        } finally {
            snapshotWork.unlock();
        }
    }

    private static String id(DeviceRequest request) throws MachineException {
        String id = request.id() == null ? request.node() : request.id();
        if (id == null) {
            throw new MachineException("Parameter 'id' is missing");
        }
        return id;
    }

    private void addDisk(String id, DeviceRequest request, PluggableDriver driver, Place place)
            throws MachineException, IOException {
        String name = request.node();
        if (name == null) {
            throw new MachineException("drive property not set");
        }
        BlockNodes.Node node = nodes.take(name, driver.qemuName(), id);
        boolean followed = false;
        AttachedDisk disk = null;
        try {
            MachineConfig.Disk added = diskOf(id, request, driver, place, node);
            follow(before -> before.withDisks(with(before.disks(), added)));
            followed = true;
            AttachedDisk attached = storage.disks().attach(added, node);
            disk = attached;
            if (!added.readOnly()) {
                thrownAway.cover(List.of(attached.layered()));
            }
            owner.whileStill(() -> {
                storage.plug(attached, place);
                return place;
            });
        } catch (MachineException | IOException | RuntimeException e) {
            storage.places().leave(id);
            if (followed) {
                follow(before -> without(before, id));
            }
            nodes.giveBack(disk == null ? node : storage.disks().detach(disk).orElse(node));
            throw e;
        }
        LOG.log(Level.INFO, "The disk {0} was plugged in at {1}", id, place.bus());
    }

    private static MachineConfig.Disk diskOf(
            String id, DeviceRequest request, PluggableDriver driver, Place place, BlockNodes.Node node)
            throws MachineException {
        MachineConfig.Disk.Cache cache =
                MachineConfig.Disk.Cache.valueOf(node.cache().name());
        if (!request.writeCache()) {
            if (cache == MachineConfig.Disk.Cache.NONE || cache == MachineConfig.Disk.Cache.UNSAFE) {
                throw new MachineException(
                        "A disk without write cache needs a node that is opened with neither 'cache.direct' nor"
                                + " 'cache.no-flush'");
            }
            cache = MachineConfig.Disk.Cache.WRITETHROUGH;
        }
        return new MachineConfig.Disk(
                id,
                node.file(),
                node.format().id(),
                driver.bus(),
                cache,
                node.readOnly(),
                request.bootIndex(),
                place.number(),
                node.discard());
    }

    private void addDrive(String id, DeviceRequest request, Place place) throws MachineException, IOException {
        BlockNodes.Node node = null;
        if (request.node() != null) {
            node = nodes.take(request.node(), request.driver(), id);
        }
        AtapiCdrom drive = null;
        boolean done = false;
        boolean followed = false;
        try {
            if (node != null && !node.readOnly()) {
                throw new MachineException("A CD-ROM drive takes only a node that is read-only");
            }
            AtapiCdrom made = storage.drives().make(id, node == null ? null : node.file());
            drive = made;
            MachineConfig.Optical added = new MachineConfig.Optical(
                    id, node == null ? null : node.file(), request.bootIndex(), place.number());
            follow(before -> before.withOptical(with(before.optical(), added)));
            followed = true;
            owner.whileStill(() -> {
                storage.plug(made, place);
                return place;
            });
            done = true;
        } finally {
            if (!done) {
                storage.places().leave(id);
                if (followed) {
                    follow(before -> without(before, id));
                }
                if (drive != null) {
                    drive.close();
                }
                nodes.giveBackOf(id);
            }
        }
        LOG.log(Level.INFO, "The drive {0} was plugged in at {1}", id, place.bus());
    }

    private void follow(UnaryOperator<MachineConfig> change) throws MachineException {
        config.follow(before -> change.apply(storage.places().pinned(before)));
    }

    private static <T> List<T> with(List<T> list, T added) {
        List<T> all = new ArrayList<>(list);
        all.add(added);
        return all;
    }

    private static MachineConfig without(MachineConfig config, String id) {
        return MachineNetworks.without(config, id)
                .withDisks(config.disks().stream()
                        .filter(disk -> !disk.id().equals(id))
                        .toList())
                .withOptical(config.optical().stream()
                        .filter(drive -> !drive.id().equals(id))
                        .toList());
    }

    /** Takes a device out, or asks the guest to let go of it. */
    void remove(String id) throws MachineException {
        Optional<Place> place = storage.places().of(id);
        if (place.isEmpty()) {
            throw new MachineException("Device '%s' not found".formatted(id));
        }
        switch (place.get().kind()) {
            case BUS_0 -> throw new MachineException("Bus 'pcie.0' does not support hotplugging");
            case ROOT_PORT -> askFor(id, place.get());
            case AHCI_PORT -> removeFromAhci(id);
        }
    }

    private void askFor(String id, Place slot) throws MachineException {
        switch (storage.requestUnplug(slot)) {
            case ASKED, UNHEARD, GONE -> {}
            case UNDECIDED, EMPTY ->
                throw new MachineException("Device %s is already in the process of unplug".formatted(id));
            case BUSY ->
                throw new MachineException(
                        "The guest is busy with taking device '%s' into use; try again in some seconds".formatted(id));
        }
    }

    private void removeFromAhci(String id) throws MachineException {
        if (!snapshotWork.tryLock()) {
            throw snapshotUnderWay();
        }
        boolean gone = false;
        try {
            if (storage.places().of(id).isEmpty()) {
                throw new MachineException("Device '%s' not found".formatted(id));
            }
            owner.whileStill(() -> {
                storage.unplugFromAhci(id);
                return id;
            });
            gone = true;
            left(id);
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        } finally {
            snapshotWork.unlock();
            tellIfGone(gone, id);
        }
    }

    /** Whoever hears of it may plug in the next at once, so nothing is held by then. */
    private void tellIfGone(boolean gone, String id) {
        if (gone) {
            LOG.log(Level.INFO, "The device {0} is unplugged", id);
            owner.deviceDeleted(id);
        }
    }

    /** The guest no longer has a device: its image is given back, and the configuration follows. */
    private void left(String id) throws MachineException {
        storage.disks()
                .find(id)
                .flatMap(storage.disks()::detach)
                .ifPresentOrElse(nodes::giveBack, () -> nodes.giveBackOf(id));
        networks.backends().giveBackOf(id);
        follow(before -> without(before, id));
    }

    @Override
    public void ejected(List<PciFunction> device) {
        try {
            ejections.execute(() -> device.forEach(this::finish));
        } catch (RejectedExecutionException e) {
            // The machine ends, and closes the device with all others.
            LOG.log(Level.DEBUG, "A device left a machine that ends", e);
        }
    }

    private void finish(PciFunction function) {
        if (!awaitSnapshotWork()) {
            return;
        }
        boolean gone = false;
        try {
            owner.whileStill(() -> {
                remove(function);
                return function;
            });
            function.close();
            gone = true;
            left(idOf(function));
        } catch (MachineException | IOException e) {
            LOG.log(Level.ERROR, "{0} left, but not all of it could be done: {1}", function.id(), e.getMessage());
        } finally {
            snapshotWork.unlock();
            tellIfGone(gone, idOf(function));
        }
    }

    private static String idOf(PciFunction function) {
        return NetworkInterfaces.idOf(function).orElseGet(() -> Storage.diskOf(function));
    }

    private void remove(PciFunction function) {
        if (NetworkInterfaces.idOf(function).isPresent()) {
            networks.remove(function);
        } else {
            storage.remove(function);
        }
    }

    /** @return false if the machine ends meanwhile, which whoever holds the lock may wait for; it closes the device with all others */
    private boolean awaitSnapshotWork() {
        boolean taken = false;
        while (!taken && !closing) {
            try {
                taken = snapshotWork.tryLock(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return taken;
    }

    @Override
    public void kept(List<PciFunction> device) {
        for (PciFunction function : device) {
            String id = idOf(function);
            LOG.log(Level.INFO, "The guest keeps the device {0}", id);
            owner.unplugRefused(id);
        }
    }

    /** Waits for what is under way, but for no snapshot. */
    @Override
    public void close() {
        closing = true;
        ejections.close();
    }
}
