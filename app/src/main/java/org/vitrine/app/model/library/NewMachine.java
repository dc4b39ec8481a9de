package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.NetworkRequest;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
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
        List<Network> networks,
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
                Firmware.Kind.BIOS,
                List.of(),
                List.of(),
                List.of(usualNetwork(null)),
                LifeCycle.USUAL);
    }

    /** The network's interface is one that the system has a driver for. */
    public NewMachine withAbout(About other) {
        List<Network> suited = networks.stream()
                .map(network -> network.withModel(NetworkRequest.usualModel(other.system())))
                .toList();
        return new NewMachine(name, other, processor, memoryMiB, firmware, discs, disks, suited, lifeCycle);
    }

    public NewMachine withProcessor(Processor other) {
        return new NewMachine(name, about, other, memoryMiB, firmware, discs, disks, networks, lifeCycle);
    }

    public NewMachine withFirmware(Firmware.Kind other) {
        return new NewMachine(name, about, processor, memoryMiB, other, discs, disks, networks, lifeCycle);
    }

    public NewMachine withDiscs(List<Path> others) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, others, disks, networks, lifeCycle);
    }

    public NewMachine withDisks(List<NewDisk> others) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, discs, others, networks, lifeCycle);
    }

    public NewMachine withNetworks(List<Network> others) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, discs, disks, others, lifeCycle);
    }

    private static Network usualNetwork(@Nullable String system) {
        return Network.of("net0", NetworkRequest.usualModel(system), MacAddress.random(), Network.Shared.USUAL);
    }

    public NewMachine withLifeCycle(LifeCycle other) {
        return new NewMachine(name, about, processor, memoryMiB, firmware, discs, disks, networks, other);
    }
}
