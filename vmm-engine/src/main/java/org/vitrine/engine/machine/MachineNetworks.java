package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkRules;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.PortForwarding;
import org.vitrine.engine.net.ReceiveFilter;

/** The networks of a running machine: interfaces come, and cables, limits, recordings and port forwards change. Any thread. */
final class MachineNetworks implements NetworkControl {
    private static final Logger LOG = System.getLogger(MachineNetworks.class.getName());

    private final MachineStorage.Owner owner;
    private final NetworkInterfaces interfaces;
    private final LiveConfig config;
    private final ReentrantLock snapshotWork;

    /** @param snapshotWork held by whoever works on the machine's snapshots */
    MachineNetworks(
            MachineStorage.Owner owner, NetworkInterfaces interfaces, LiveConfig config, ReentrantLock snapshotWork) {
        this.owner = owner;
        this.interfaces = interfaces;
        this.config = config;
        this.snapshotWork = snapshotWork;
    }

    @Override
    public List<InterfaceInfo> interfaces() {
        List<InterfaceInfo> all = new ArrayList<>();
        for (Network network : config.now().networks()) {
            interfaces
                    .backends()
                    .ofUser(network.id())
                    .ifPresent(device -> all.add(new InterfaceInfo(
                            network,
                            device.name(),
                            interfaces.places().of(network.id()).map(Place::bus).orElse(""),
                            device.cable().usage())));
        }
        return all;
    }

    @Override
    public Optional<ReceiveFilter> filter(String id) {
        return interfaces.filter(id);
    }

    @Override
    public void addBackend(String name, Network.Backend backend) throws MachineException {
        interfaces.backends().add(name, backend);
        interfaces.backends().awaitWorking(name);
    }

    @Override
    public void removeBackend(String name) throws MachineException {
        interfaces.backends().remove(name);
    }

    @Override
    public void addInterface(InterfaceRequest request) throws MachineException {
        Network.Model model = model(request.driver());
        if (interfaces.places().of(request.id()).isPresent()) {
            throw new MachineException("Duplicate device ID '%s'".formatted(request.id()));
        }
        if (!snapshotWork.tryLock()) {
            throw HotPlug.snapshotUnderWay();
        }
        try {
            Place place = PluggableDriver.slot(request.driver(), request.bus(), interfaces.places());
            plug(request, model, place);
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        } finally {
            snapshotWork.unlock();
        }
    }

    private static Network.Model model(String driver) throws MachineException {
        return switch (driver) {
            case "e1000e" -> Network.Model.E1000E;
            case "virtio-net-pci" -> Network.Model.VIRTIO;
            default -> throw new MachineException("'%s' is not a valid device model name".formatted(driver));
        };
    }

    private void plug(InterfaceRequest request, Network.Model model, Place place) throws MachineException, IOException {
        NetDevices.NetDevice device = interfaces.backends().take(request.backend(), request.driver(), request.id());
        Network added = Network.of(
                        request.id(), model, request.mac() == null ? device.mac() : request.mac(), device.backend())
                .withPort(place.number())
                .withBootIndex(request.bootIndex());
        boolean followed = false;
        boolean done = false;
        try {
            follow(before -> before.withNetworks(with(before.networks(), added)));
            followed = true;
            owner.whileStill(() -> {
                interfaces.plug(added, device.cable(), place);
                return place;
            });
            done = true;
        } finally {
            if (!done) {
                interfaces.places().leave(request.id());
                if (followed) {
                    follow(before -> without(before, request.id()));
                }
                interfaces.backends().giveBackOf(request.id());
            }
        }
        LOG.log(Level.INFO, "The network interface {0} was plugged in at {1}", request.id(), place.bus());
    }

    private void follow(UnaryOperator<MachineConfig> change) throws MachineException {
        config.follow(before -> change.apply(interfaces.places().pinned(before)));
    }

    private static List<Network> with(List<Network> list, Network added) {
        List<Network> all = new ArrayList<>(list);
        all.add(added);
        return all;
    }

    /** A configuration without an interface. */
    static MachineConfig without(MachineConfig config, String id) {
        return config.withNetworks(config.networks().stream()
                .filter(network -> !network.id().equals(id))
                .toList());
    }

    private NetDevices.NetDevice device(String name) throws MachineException {
        return interfaces
                .backends()
                .find(name)
                .orElseThrow(() -> new MachineException("Device '%s' not found".formatted(name)));
    }

    /** Changes what the configuration says of the interface at a back end, if there is one. */
    private void follow(NetDevices.NetDevice device, UnaryOperator<Network> change) throws MachineException {
        String user = interfaces.backends().userOf(device).orElse("");
        config.follow(before -> before.withNetworks(before.networks().stream()
                .map(network -> network.id().equals(user) ? change.apply(network) : network)
                .toList()));
    }

    @Override
    public void setLink(String name, boolean up) throws MachineException {
        NetDevices.NetDevice device = device(name);
        if (up) {
            try {
                device.cable().repair();
            } catch (NetException e) {
                throw new MachineException(String.valueOf(e.getMessage()), e);
            }
        }
        follow(device, network -> network.withLink(up));
        device.cable().link(up);
    }

    @Override
    public void limit(String name, @Nullable Integer kilobits) throws MachineException {
        NetDevices.NetDevice device = device(name);
        follow(device, network -> network.withRateLimit(kilobits));
        device.cable().limit(kilobits);
    }

    @Override
    public void capture(String name, @Nullable Path file) throws MachineException {
        NetDevices.NetDevice device = device(name);
        try {
            device.cable().capture(file);
        } catch (NetException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        follow(device, network -> network.withCapture(file));
    }

    private static PortForwarding forwarding(NetDevices.NetDevice device) throws MachineException {
        if (device.cable().backend() instanceof PortForwarding forwarding) {
            return forwarding;
        }
        throw new MachineException(
                "The network \"%s\" cannot forward ports while the machine runs; only a shared one can."
                        .formatted(device.name()));
    }

    @Override
    public List<PortForward> forwards(String name) throws MachineException {
        NetDevices.NetDevice device = device(name);
        return device.cable().backend() instanceof PortForwarding forwarding
                ? forwarding.forwards()
                : device.backend() instanceof Network.Shared shared ? shared.forwards() : List.of();
    }

    @Override
    public void addForward(String name, PortForward forward) throws MachineException {
        NetDevices.NetDevice device = device(name);
        PortForwarding forwarding = forwarding(device);
        try {
            NetworkRules.checkForward(forward, forwarding.forwards());
            forwarding.add(forward);
        } catch (ConfigException | NetException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        try {
            followForwards(device, forwarding);
        } catch (MachineException e) {
            remove(forwarding, forward);
            throw e;
        }
    }

    @Override
    public void removeForward(String name, PortForward forward) throws MachineException {
        NetDevices.NetDevice device = device(name);
        PortForwarding forwarding = forwarding(device);
        if (!remove(forwarding, forward)) {
            throw new MachineException("There is no port forward \"%s\".".formatted(forward));
        }
        followForwards(device, forwarding);
    }

    private static boolean remove(PortForwarding forwarding, PortForward forward) throws MachineException {
        try {
            return forwarding.remove(forward);
        } catch (NetException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    private void followForwards(NetDevices.NetDevice device, PortForwarding forwarding) throws MachineException {
        List<PortForward> forwards = forwarding.forwards();
        follow(
                device,
                network -> network.backend() instanceof Network.Shared shared
                        ? network.withBackend(shared.withForwards(forwards))
                        : network);
    }
}
