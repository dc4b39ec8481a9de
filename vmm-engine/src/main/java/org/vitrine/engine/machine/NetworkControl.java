package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.ReceiveFilter;

/** A machine's networks as the control server sees them. Any thread; calls return when what they ask for has happened. What changes for good, the machine's configuration follows. */
public interface NetworkControl {
    /**
     * A network interface as it is now.
     *
     * @param backend the name of its back end
     * @param place the bus that it has, by QEMU's name, such as {@code "pcie1"}
     */
    record InterfaceInfo(Network network, String backend, String place, Cable.Usage usage) {}

    List<InterfaceInfo> interfaces();

    /** What an interface takes. @param id the interface's */
    Optional<ReceiveFilter> filter(String id);

    /** Opens a back end for an interface that is to be plugged in. @param name its own */
    void addBackend(String name, Network.Backend backend) throws MachineException;

    /** Closes a back end that no interface has. */
    void removeBackend(String name) throws MachineException;

    /**
     * An interface to be plugged in.
     *
     * @param driver by QEMU's name
     * @param bus by QEMU's name; null for the first slot that is free
     * @param backend the name of an open one
     * @param mac null for one that is made
     * @param bootIndex its place among what the firmware tries to boot, from the next start on; or null
     */
    record InterfaceRequest(
            String driver,
            String id,
            @Nullable String bus,
            String backend,
            @Nullable MacAddress mac,
            @Nullable Integer bootIndex) {}

    /** Plugs an interface in. It is taken out as disks are. */
    void addInterface(InterfaceRequest request) throws MachineException;

    /** Plugs an interface's cable in or pulls it. @param name the interface's or its back end's */
    void setLink(String name, boolean up) throws MachineException;

    /** @param kilobits 1000 bits a second in each direction; null for no limit */
    void limit(String name, @Nullable Integer kilobits) throws MachineException;

    /** Records frames from now on. @param file is replaced; null ends it */
    void capture(String name, @Nullable Path file) throws MachineException;

    List<PortForward> forwards(String name) throws MachineException;

    void addForward(String name, PortForward forward) throws MachineException;

    void removeForward(String name, PortForward forward) throws MachineException;
}
