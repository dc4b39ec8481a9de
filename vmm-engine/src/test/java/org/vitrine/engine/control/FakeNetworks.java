package org.vitrine.engine.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.machine.NetworkControl;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.ReceiveFilter;

/** One interface, and a note of all that is asked for. */
final class FakeNetworks implements NetworkControl {
    static final MacAddress MAC = new MacAddress(0x5254_0000_0001L);

    /** What was asked for, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    @Override
    public List<InterfaceInfo> interfaces() {
        Network network = Network.of("net0", Network.Model.E1000E, MAC, Network.Shared.USUAL)
                .withRateLimit(1000);
        return List.of(new InterfaceInfo(network, "back0", "pcie.0", new Cable.Usage(1, 60, 2, 120)));
    }

    @Override
    public Optional<ReceiveFilter> filter(String id) {
        return Optional.of(new ReceiveFilter(
                MAC,
                false,
                true,
                ReceiveFilter.Multicast.NORMAL,
                List.of(),
                List.of(new MacAddress(0x0100_5e00_0001L)),
                true,
                List.of(7)));
    }

    @Override
    public void addBackend(String name, Network.Backend backend) {
        requests.add("add %s %s".formatted(name, backend));
    }

    @Override
    public void removeBackend(String name) {
        requests.add("remove " + name);
    }

    @Override
    public void addInterface(InterfaceRequest request) {
        requests.add(request.toString());
    }

    @Override
    public void setLink(String name, boolean up) {
        requests.add("link %s %s".formatted(name, up));
    }

    @Override
    public void limit(String name, @Nullable Integer kilobits) {
        requests.add("limit %s %s".formatted(name, kilobits));
    }

    @Override
    public void capture(String name, @Nullable Path file) {
        requests.add("capture %s %s".formatted(name, file));
    }

    @Override
    public List<PortForward> forwards(String name) {
        return List.of(PortForward.local(PortForward.Protocol.TCP, 8080, 80));
    }

    @Override
    public void addForward(String name, PortForward forward) {
        requests.add("forward %s %s".formatted(name, forward));
    }

    @Override
    public void removeForward(String name, PortForward forward) {
        requests.add("no forward %s %s".formatted(name, forward));
    }
}
