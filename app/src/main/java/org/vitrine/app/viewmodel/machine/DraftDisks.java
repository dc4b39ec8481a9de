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
        String id = freeId("disk");
        Path file = freeFile(id);
        Disk disk = new Disk(id, file, "qcow2", freeBus(), Disk.Cache.WRITEBACK, false, null);
        draft.changeEdit(edit -> edit.withDisk(disk).withPlan(id, new ImagePlan.Create(size)));
        draft.endStep();
    }

    /** Adds a disk with an image that is there already, and stays where it is. */
    public void use(Path image, @Nullable String format, boolean readOnly) {
        Disk disk = new Disk(freeId("disk"), image, format, freeBus(), Disk.Cache.WRITEBACK, readOnly, null);
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
        change(id, disk -> DiskEdits.withBus(disk, bus));
    }

    public void setCache(String id, Disk.Cache cache) {
        change(id, disk -> DiskEdits.withCache(disk, cache));
    }

    public void setReadOnly(String id, boolean readOnly) {
        change(id, disk -> DiskEdits.withReadOnly(disk, readOnly));
    }

    private void change(String id, java.util.function.UnaryOperator<Disk> change) {
        draft.changeEdit(edit ->
                edit.disk(id).map(disk -> edit.withDisk(change.apply(disk))).orElse(edit));
    }

    public void addDrive() {
        Optical drive = new Optical(freeId("cd"), null);
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

    /** An id that neither the draft nor the machine has: the machine's may be in use by a process still. */
    private String freeId(String kind) {
        Set<String> taken = new HashSet<>();
        for (MachineConfig config : java.util.List.of(draft.config(), draft.base())) {
            config.optical().forEach(drive -> taken.add(drive.id()));
            config.disks().forEach(disk -> taken.add(disk.id()));
            config.devices().forEach(device -> taken.add(device.id()));
        }
        int number = 0;
        while (taken.contains(kind + number)) {
            number++;
        }
        return kind + number;
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
