package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.List;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.config.Virtio;

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
        MemoryBacking memoryBacking,
        Firmware firmware,
        List<Path> discs,
        List<NewDisk> disks,
        List<Network> networks,
        Virtio virtio,
        LifeCycle lifeCycle) {
    public NewMachine {
        discs = List.copyOf(discs);
        disks = List.copyOf(disks);
        networks = List.copyOf(networks);
    }

    /** A machine with a BIOS, one CPU, an empty drive, no disk, and a shared network that suits a system of which nothing is known. */
    public static NewMachine of(String name, int memoryMiB) {
        return new NewMachine(
                name,
                About.NOTHING,
                Processor.ofCores(1),
                memoryMiB,
                MemoryBacking.USUAL,
                Firmware.USUAL,
                List.of(),
                List.of(),
                List.of(usualNetwork()),
                Virtio.NOTHING,
                LifeCycle.USUAL);
    }

    /** Its network card is one that the system has a driver for, and it gets what else is usual for the system. */
    public NewMachine withAbout(About other) {
        UsualHardware usual = UsualHardware.of(other.system());
        List<Network> suited = networks.stream()
                .map(network -> network.withModel(usual.model()))
                .toList();
        return new NewMachine(
                name,
                other,
                processor,
                memoryMiB,
                memoryBacking,
                firmware,
                discs,
                disks,
                suited,
                virtio.withRng(usual.rng()),
                lifeCycle);
    }

    public NewMachine withProcessor(Processor other) {
        return new NewMachine(
                name, about, other, memoryMiB, memoryBacking, firmware, discs, disks, networks, virtio, lifeCycle);
    }

    public NewMachine withMemoryBacking(MemoryBacking other) {
        return new NewMachine(
                name, about, processor, memoryMiB, other, firmware, discs, disks, networks, virtio, lifeCycle);
    }

    public NewMachine withFirmware(Firmware other) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, other, discs, disks, networks, virtio, lifeCycle);
    }

    public NewMachine withDiscs(List<Path> others) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, firmware, others, disks, networks, virtio, lifeCycle);
    }

    public NewMachine withDisks(List<NewDisk> others) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, firmware, discs, others, networks, virtio, lifeCycle);
    }

    public NewMachine withNetworks(List<Network> others) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, firmware, discs, disks, others, virtio, lifeCycle);
    }

    public NewMachine withVirtio(Virtio other) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, firmware, discs, disks, networks, other, lifeCycle);
    }

    private static Network usualNetwork() {
        return Network.of("net0", UsualHardware.of(null).model(), MacAddress.random(), Network.Shared.USUAL);
    }

    public NewMachine withLifeCycle(LifeCycle other) {
        return new NewMachine(
                name, about, processor, memoryMiB, memoryBacking, firmware, discs, disks, networks, virtio, other);
    }
}
