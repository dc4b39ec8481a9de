package org.vitrine.engine.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkBootRomFile;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.ethernet.E1000e;
import org.vitrine.engine.firmware.BootException;
import org.vitrine.engine.firmware.NetworkBootRom;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PcieRootPort;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.net.VirtioNet;

/** The network interfaces of a board, on bus 0 and in the slots of the root ports. What plugs and unplugs is called on the machine's control thread, while the machine stands still. */
final class NetworkInterfaces {
    private static final String PREFIX = "nic-";
    private static final String E1000E_IDENTITY = "8086,10d3";
    private static final String VIRTIO_IDENTITY = "1af4,1041";

    private final NetDevices backends;
    private final RootPorts rootPorts;
    private final DeviceHost host;
    private final List<Device> devices;
    private final Places places;
    private final Map<String, ReceiveFilter.Source> filters = new ConcurrentHashMap<>();

    /**
     * Makes the interfaces of a configuration.
     *
     * @param firmware what the machine starts with
     * @param backends open; stay their owner's
     * @param devices of the board, to which those made here are added
     */
    NetworkInterfaces(
            List<Network> networks,
            Firmware.Kind firmware,
            NetDevices backends,
            RootComplex root,
            RootPorts rootPorts,
            DeviceHost host,
            List<Device> devices,
            Places places,
            BootOrder bootOrder)
            throws MachineException {
        this.backends = backends;
        this.rootPorts = rootPorts;
        this.host = host;
        this.devices = devices;
        this.places = places;
        for (Network network : networks) {
            Place place = places.of(network.id()).orElseThrow();
            PciFunction function =
                    make(network, backends.ofUser(network.id()).orElseThrow().cable(), rom(network, firmware));
            String identity = network.model() == Network.Model.VIRTIO ? VIRTIO_IDENTITY : E1000E_IDENTITY;
            boolean inSlot = place.kind() == Place.Kind.ROOT_PORT;
            String path = inSlot
                    ? rootPorts.bootPath(identity, place.number())
                    : BootOrder.pciFunction(identity, place.number());
            if (inSlot) {
                rootPorts.port(place.number()).plug(0, function);
            } else {
                root.plug(place.number(), 0, function);
            }
            if (network.bootIndex() != null) {
                bootOrder.add(network.bootIndex(), path);
            }
        }
    }

    /** What firmware starts from an interface's network by, if it needs that. */
    private static byte @Nullable [] rom(Network network, Firmware.Kind firmware) throws MachineException {
        if (!NetworkBootRomFile.isNeeded(network, firmware)) {
            return null;
        }
        try {
            return NetworkBootRom.read(network.model());
        } catch (BootException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    private PciFunction make(Network network, Cable cable, byte @Nullable [] rom) {
        String id = PREFIX + network.id();
        PciFunction function;
        if (network.model() == Network.Model.VIRTIO) {
            VirtioNet device = new VirtioNet(network.mac(), cable);
            filters.put(network.id(), device);
            function = new VirtioPci(id, host, device, rom);
        } else {
            E1000e controller = new E1000e(id, host, network.mac(), cable, rom);
            filters.put(network.id(), controller);
            function = controller;
        }
        devices.add(function);
        return function;
    }

    NetDevices backends() {
        return backends;
    }

    Places places() {
        return places;
    }

    /** Puts an interface into a free slot, and lets the guest know. */
    void plug(Network network, Cable cable, Place place) {
        places.take(network.id(), place);
        rootPorts.port(place.number()).hotPlug(make(network, cable, null));
    }

    /** Asks the guest to let go of the interface in a slot. Any thread. */
    PcieRootPort.Unplug requestUnplug(Place slot) {
        return rootPorts.port(slot.number()).requestUnplug();
    }

    /** The name of the interface that a function is; empty if it is none. */
    static Optional<String> idOf(PciFunction function) {
        return function.id().startsWith(PREFIX)
                ? Optional.of(function.id().substring(PREFIX.length()))
                : Optional.empty();
    }

    /** Makes an interface that the guest has let go of part of the board no longer. */
    void remove(PciFunction function) {
        devices.remove(function);
        idOf(function).ifPresent(id -> {
            filters.remove(id);
            places.leave(id);
        });
    }

    /** What an interface takes. */
    Optional<ReceiveFilter> filter(String id) {
        return Optional.ofNullable(filters.get(id)).map(ReceiveFilter.Source::receiveFilter);
    }
}
