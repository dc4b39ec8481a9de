package org.vitrine.engine.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.net.Backends;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.NetException;

/**
 * The network back ends of a machine by name, each at the end of its cable: those of the configuration, which are named as their interfaces and go with them, and those that clients opened
 * (QAPI's {@code netdev_add}), which stay. Any thread.
 */
final class NetDevices implements AutoCloseable {
    private static final int MOST = 16;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    /**
     * A back end that is open.
     *
     * @param mac that an interface there has unless it is given another
     */
    record NetDevice(String name, Network.Backend backend, MacAddress mac, Cable cable) {}

    /** @param user the interface that has it, or null @param named whether a client opened it */
    private record Entry(NetDevice device, @Nullable String user, boolean named) {}

    private final Map<String, Entry> devices = new LinkedHashMap<>();
    private final BiConsumer<String, String> failures;

    private NetDevices(BiConsumer<String, String> failures) {
        this.failures = failures;
    }

    /**
     * Opens what a configuration names.
     *
     * @param failures hears the name of the interface, or of the back end if it has none, whose back end carries nothing any more, and why; on any thread
     * @throws MachineException if one cannot be had; none is open then
     */
    static NetDevices open(List<Network> networks, BiConsumer<String, String> failures) throws MachineException {
        NetDevices devices = new NetDevices(failures);
        try {
            for (Network network : networks) {
                devices.open(network);
            }
            return devices;
        } catch (MachineException e) {
            devices.close();
            throw e;
        }
    }

    private synchronized void open(Network network) throws MachineException {
        NetDevice device = open(network.id(), network.backend(), network.mac());
        devices.put(network.id(), new Entry(device, network.id(), false));
        try {
            device.cable.link(network.link());
            device.cable.limit(network.rateLimit());
            device.cable.capture(network.capture());
        } catch (NetException e) {
            throw refused(network.id(), e);
        }
    }

    private NetDevice open(String name, Network.Backend backend, MacAddress mac) throws MachineException {
        try {
            return new NetDevice(name, backend, mac, new Cable(Backends.open(backend, mac), why -> failed(name, why)));
        } catch (NetException e) {
            throw refused(name, e);
        }
    }

    private void failed(String name, String why) {
        String user;
        synchronized (this) {
            Entry entry = devices.get(name);
            user = entry == null ? null : entry.user;
        }
        failures.accept(user == null ? name : user, why);
    }

    private static MachineException refused(String name, NetException e) {
        return new MachineException("The network \"%s\" cannot be used: %s".formatted(name, e.getMessage()), e);
    }

    /** Opens a back end for an interface that is to be plugged in. In QEMU's words where it has them. */
    synchronized void add(String name, Network.Backend backend) throws MachineException {
        if (!NAME.matcher(name).matches()) {
            throw new MachineException("Parameter 'id' expects an identifier");
        }
        if (devices.containsKey(name)) {
            throw new MachineException("Duplicate ID '%s' for netdev".formatted(name));
        }
        if (devices.size() >= MOST) {
            throw new MachineException("There are %d network back ends already; delete some.".formatted(MOST));
        }
        devices.put(name, new Entry(open(name, backend, MacAddress.random()), null, true));
    }

    /** Waits until a back end works, and closes one that does not. @throws MachineException with its reason */
    void awaitWorking(String name) throws MachineException {
        NetDevice device = find(name).orElseThrow();
        try {
            device.cable.backend().ensureWorks();
        } catch (NetException e) {
            remove(name);
            throw refused(name, e);
        }
    }

    /** Closes a back end. @throws MachineException if there is none, or an interface has it */
    synchronized void remove(String name) throws MachineException {
        Entry entry = devices.get(name);
        if (entry == null) {
            throw new MachineException("Device '%s' not found".formatted(name));
        }
        if (entry.user != null) {
            throw new MachineException("Device '%s' is in use by the interface '%s'".formatted(name, entry.user));
        }
        devices.remove(name);
        entry.device.cable.close();
    }

    /** Gives an interface a back end. */
    synchronized NetDevice take(String name, String driver, String user) throws MachineException {
        Entry entry = devices.get(name);
        if (entry == null) {
            throw new MachineException("Property '%s.netdev' can't find value '%s'".formatted(driver, name));
        }
        if (entry.user != null) {
            throw new MachineException(
                    "Property '%s.netdev' can't take value '%s', it's in use".formatted(driver, name));
        }
        devices.put(name, new Entry(entry.device, user, entry.named));
        return entry.device;
    }

    /** An interface has left: its back end is closed, unless a client opened it. */
    synchronized void giveBackOf(String user) {
        for (Entry entry : List.copyOf(devices.values())) {
            if (user.equals(entry.user)) {
                if (entry.named) {
                    devices.put(entry.device.name, new Entry(entry.device, null, true));
                } else {
                    devices.remove(entry.device.name);
                    entry.device.cable.close();
                }
            }
        }
    }

    /** By its own name or that of the interface that has it. */
    synchronized Optional<NetDevice> find(String name) {
        Optional<NetDevice> byUser = ofUser(name);
        return byUser.isPresent()
                ? byUser
                : Optional.ofNullable(devices.get(name)).map(Entry::device);
    }

    /** The one that an interface has. */
    synchronized Optional<NetDevice> ofUser(String user) {
        return devices.values().stream()
                .filter(entry -> user.equals(entry.user))
                .map(Entry::device)
                .findFirst();
    }

    /** The interface that has it. */
    synchronized Optional<String> userOf(NetDevice device) {
        return Optional.ofNullable(devices.get(device.name)).map(Entry::user);
    }

    /** Closes all. No interface may use them any more. */
    @Override
    public synchronized void close() {
        devices.values().forEach(entry -> entry.device.cable.close());
        devices.clear();
    }
}
