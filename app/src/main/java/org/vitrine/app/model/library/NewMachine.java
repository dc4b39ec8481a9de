package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.List;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.Processor;

/**
 * A machine as its user wants it, not yet checked. {@link #of} fills in the usual; withers change it.
 *
 * @param discs ISO images, a CD drive each; without any there is one empty drive. They stay where they are.
 */
public record NewMachine(
        String name,
        About about,
        Processor processor,
        int memoryMiB,
        Firmware.Kind firmware,
        List<Path> discs,
        List<NewDisk> disks,
        LifeCycle lifeCycle) {
    public NewMachine {
        discs = List.copyOf(discs);
        disks = List.copyOf(disks);
    }

    /** A machine with a BIOS, one CPU, an empty drive and no disk. */
    public static NewMachine of(String name, int memoryMiB) {
        return new NewMachine(
                name,
                About.NOTHING,
                Processor.ofCores(1),
                memoryMiB,
                Firmware.Kind.BIOS,
                List.of(),
                List.of(),
                LifeCycle.USUAL);
    }

    public NewMachine withAbout(About other) {
        return new NewMachine(name, other, processor, memoryMiB, firmware, discs, disks, lifeCycle);
    }

    public NewMachine withProcessor(Processor other) {
        return new NewMachine(name, about, other, memoryMiB, firmware, discs, disks, lifeCycle);
    }

    public NewMachine withFirmware(Firmware.Kind other) {
        return new NewMachine(name, about, processor, memoryMiB, other, discs, disks, lifeCycle);
    }

    public NewMachine withDiscs(List<Path> others) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, others, disks, lifeCycle);
    }

    public NewMachine withDisks(List<NewDisk> others) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, discs, others, lifeCycle);
    }

    public NewMachine withLifeCycle(LifeCycle other) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, discs, disks, other);
    }
}
