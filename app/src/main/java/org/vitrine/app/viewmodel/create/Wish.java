package org.vitrine.app.viewmodel.create;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.app.model.library.NewDisk;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.viewmodel.create.CreateViewModel.Import;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Processor;

/**
 * A machine as the sheet has it.
 *
 * @param source null for an empty drive
 * @param diskGiB 0 for no disk; the image of a hard disk is the disk, whatever stands here
 */
record Wish(
        @Nullable Source source,
        String name,
        int memoryMiB,
        int cpus,
        int diskGiB,
        Firmware.Kind firmware,
        Import mode) {
    /** For one of several files: all as it is suggested. */
    static Wish of(BatchEntry entry, Limits limits, Import mode) {
        Suggestion suggestion = entry.source().suggestion();
        return new Wish(
                entry.source(),
                entry.nameProperty().get().strip(),
                limits.fitting(suggestion.memoryMiB(), suggestion.minMemoryMiB()),
                Math.clamp(suggestion.cpus(), 1, limits.cpuSteps().getLast()),
                suggestion.diskGiB(),
                suggestion.firmware(),
                mode);
    }

    NewMachine machine() {
        Source from = source;
        NewMachine machine = NewMachine.of(name, memoryMiB)
                .withProcessor(Processor.ofCores(cpus))
                .withFirmware(Firmware.USUAL.withKind(firmware));
        UsualHardware usual = UsualHardware.of(
                from == null ? null : from.suggestion().system().orElse(null));
        List<NewDisk> empty = diskGiB == 0 ? List.of() : List.of(new NewDisk.Empty((long) diskGiB << 30, usual.bus()));
        if (from == null) {
            return machine.withDisks(empty);
        }
        NewMachine about = machine.withAbout(about(from.suggestion()));
        return from.kind() == Source.Kind.DISK
                ? about.withDisks(List.of(disk(from)))
                : about.withDiscs(List.of(from.file())).withDisks(empty);
    }

    private NewDisk disk(Source from) {
        return mode == Import.COPY
                ? new NewDisk.Copy(from.file())
                : new NewDisk.InPlace(
                        new DiskRequest(from.file(), Disk.Bus.AHCI, Disk.Cache.WRITEBACK, Optional.empty(), false));
    }

    /** An icon is kept only if the system's id does not lead to it. */
    private static About about(Suggestion suggestion) {
        String system = suggestion.system().orElse(null);
        boolean found = system != null && MachineFacts.systemIcon(system).equals(suggestion.icon());
        return About.NOTHING.withSystem(system).withIcon(system == null || found ? null : suggestion.icon());
    }
}
