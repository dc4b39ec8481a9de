package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;

/** What can be done to the disks and CD-ROM drives of a draft. */
public final class DraftDisks {
    private final MachineDraft draft;
    private final Path folder;

    /** @param folder where new images go */
    public DraftDisks(MachineDraft draft, Path folder) {
        this.draft = draft;
        this.folder = folder;
    }

    /** Adds an empty disk, whose image is made when the draft is applied. @param size in bytes */
    public void create(long size) {
        String id = DraftPlaces.freeId(draft, "disk");
        Path file = freeFile(id);
        Disk.Bus bus = freeBus();
        Disk disk = new Disk(id, file, "qcow2", bus, Disk.Cache.WRITEBACK, false, null, freePlace(bus));
        draft.changeEdit(edit -> edit.withDisk(disk).withPlan(id, new ImagePlan.Create(size)));
        draft.endStep();
    }

    /** Adds a disk with an image that is there already, and stays where it is. */
    public void use(Path image, @Nullable String format, boolean readOnly) {
        Disk.Bus bus = freeBus();
        Disk disk = new Disk(
                DraftPlaces.freeId(draft, "disk"),
                image,
                format,
                bus,
                Disk.Cache.WRITEBACK,
                readOnly,
                null,
                freePlace(bus));
        draft.changeEdit(edit -> edit.withDisk(disk));
        draft.endStep();
    }

    /** Makes a disk larger when the draft is applied; a new one is made as large. @param size in bytes */
    public void grow(String id, long size) {
        draft.changeEdit(edit -> edit.withPlan(
                id,
                edit.plan(id).filter(plan -> plan instanceof ImagePlan.Create).isPresent()
                        ? new ImagePlan.Create(size)
                        : new ImagePlan.Grow(size)));
    }

    /** Takes a disk out. @param trash whether its file goes to the trash then; else it stays where it is */
    public void remove(String id, boolean trash) {
        draft.changeEdit(edit -> {
            boolean isNew = edit.plan(id)
                    .filter(plan -> plan instanceof ImagePlan.Create)
                    .isPresent();
            Edit without = edit.withoutDisk(id).withoutPlan(id);
            return trash && !isNew ? without.withPlan(id, new ImagePlan.Trash()) : without;
        });
        draft.endStep();
    }

    public void setBus(String id, Disk.Bus bus) {
        change(
                id,
                disk -> disk.bus() == bus ? disk : DiskEdits.withBus(disk, bus).withPort(freePlace(bus)));
    }

    public void setCache(String id, Disk.Cache cache) {
        change(id, disk -> DiskEdits.withCache(disk, cache));
    }

    public void setDiscard(String id, Disk.Discard discard) {
        change(id, disk -> disk.withDiscard(discard));
    }

    public void setReadOnly(String id, boolean readOnly) {
        change(id, disk -> DiskEdits.withReadOnly(disk, readOnly));
    }

    private void change(String id, java.util.function.UnaryOperator<Disk> change) {
        draft.changeEdit(edit ->
                edit.disk(id).map(disk -> edit.withDisk(change.apply(disk))).orElse(edit));
    }

    public void addDrive() {
        Optical drive = new Optical(DraftPlaces.freeId(draft, "cd"), null);
        draft.changeEdit(edit -> edit.withDrive(drive));
        draft.endStep();
    }

    public void removeDrive(String id) {
        draft.changeEdit(edit -> edit.withoutDrive(id));
        draft.endStep();
    }

    /** Puts another disc into a drive. @param medium null takes it out */
    public void insert(String id, @Nullable Path medium) {
        draft.changeEdit(edit -> edit.drive(id)
                .map(drive -> edit.withDrive(drive.withMedium(medium)))
                .orElse(edit));
        draft.endStep();
    }

    /** Whether the board has a port for another CD-ROM drive. */
    public boolean hasRoomForDrive() {
        return ports(draft.config()) < ConfigRules.MAX_OPTICAL;
    }

    public boolean hasRoomForDisk() {
        return draft.config().disks().size() < ConfigRules.MAX_DISKS;
    }

    private static long ports(MachineConfig config) {
        return config.optical().size()
                + config.disks().stream()
                        .filter(disk -> disk.bus() == Disk.Bus.AHCI)
                        .count();
    }

    /** What every system has a driver for, as long as it has room; a running machine takes NVMe anywhere. */
    private Disk.Bus freeBus() {
        return hasRoomForDrive() ? Disk.Bus.AHCI : Disk.Bus.NVME;
    }

    /**
     * A place for a new disk: from a PCI Express slot it can be unplugged again. At AHCI the first port that is free is found at the start.
     *
     * @return null if it gets one there, or if all slots are taken
     */
    private @Nullable Integer freePlace(Disk.Bus bus) {
        if (bus == Disk.Bus.AHCI) {
            return null;
        }
        return DraftPlaces.freeSlot(draft).orElse(null);
    }

    private Path freeFile(String id) {
        Set<Path> taken = new HashSet<>();
        draft.config().disks().forEach(disk -> taken.add(disk.file().normalize()));
        draft.base().disks().forEach(disk -> taken.add(disk.file().normalize()));
        Path file = folder.resolve(id + ".qcow2");
        for (int i = 2; taken.contains(file) || java.nio.file.Files.exists(file); i++) {
            file = folder.resolve(id + "-" + i + ".qcow2");
        }
        return file;
    }
}
