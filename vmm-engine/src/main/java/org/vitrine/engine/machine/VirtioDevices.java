package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.config.Virtio;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.console.ConsoleDevice;
import org.vitrine.engine.virtio.console.FilePort;
import org.vitrine.engine.virtio.console.PortBackend;
import org.vitrine.engine.virtio.console.SocketPort;
import org.vitrine.engine.virtio.entropy.Entropy;

/** The virtio devices of a board beside disks and networks, each at a place of its own above the root ports. */
final class VirtioDevices {
    private static final int ENTROPY_SLOT = 29;
    private static final int CONSOLE_SLOT = 30;

    private VirtioDevices() {}

    /**
     * Makes what a configuration says.
     *
     * @param devices of the board, to which those made here are added
     * @throws MachineException if a port's file or socket cannot be used
     */
    static void plug(Virtio config, RootComplex root, DeviceHost host, List<Device> devices) throws MachineException {
        if (config.rng()) {
            VirtioPci entropy = new VirtioPci("virtio-rng", host, new Entropy(host.clock()));
            devices.add(entropy);
            root.plug(ENTROPY_SLOT, 0, entropy);
        }
        if (!config.ports().isEmpty()) {
            VirtioPci console = new VirtioPci("virtio-console", host, new ConsoleDevice(ports(config, host)));
            devices.add(console);
            root.plug(CONSOLE_SLOT, 0, console);
        }
    }

    private static List<ConsoleDevice.Port> ports(Virtio config, DeviceHost host) throws MachineException {
        List<ConsoleDevice.Port> ports = new ArrayList<>();
        try {
            for (Virtio.Port port : config.ports()) {
                ports.add(new ConsoleDevice.Port(port.name(), port.console(), backend(port, host.runtimeDirectory())));
            }
        } catch (MachineException e) {
            ports.forEach(port -> port.backend().close());
            throw e;
        }
        return ports;
    }

    private static PortBackend backend(Virtio.Port port, Path runtimeDirectory) throws MachineException {
        Path file = port.file();
        Path path = file == null ? runtimeDirectory.resolve("port-" + port.name() + ".sock") : file;
        try {
            return file == null ? new SocketPort(path) : new FilePort(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new MachineException(
                    "The virtio port \"%s\" cannot have %s: %s. Name a file that you may write, or a shorter port."
                            .formatted(port.name(), path, e.getMessage()),
                    e);
        }
    }
}
