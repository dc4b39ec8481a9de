package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Backend;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Unconnected;
import org.vitrine.engine.config.NetworkRules;
import org.vitrine.engine.config.PortForward;

/** What can be done to the network cards of a draft. */
public final class DraftNetworks {
    private static final String USUAL_BRIDGE = "br0";
    private static final String USUAL_NAME = "internal";

    /** What people forward first: host's port, guest's port. */
    private static final List<int[]> SERVICES =
            List.of(new int[] {2222, 22}, new int[] {8080, 80}, new int[] {8443, 443}, new int[] {3389, 3389});

    private static final int FIRST_FREE_PORT = 10_000;

    private record Left(String id, NetworkKind kind) {}

    private final MachineDraft draft;
    /** What a card was when it was last of another kind, for whoever comes back to that. */
    private final Map<Left, Backend> left = new HashMap<>();

    public DraftNetworks(MachineDraft draft) {
        this.draft = draft;
    }

    public boolean hasRoom() {
        return draft.config().networks().size() < NetworkRules.MAX_NETWORKS;
    }

    /** Adds a card to the shared network, of a model that the machine's system has a driver for. */
    public void add() {
        Network network = Network.of(
                        DraftPlaces.freeId(draft, "net"),
                        UsualHardware.of(draft.config().about().system()).model(),
                        MacAddress.random(),
                        Shared.USUAL)
                .withPort(DraftPlaces.freeSlot(draft).orElse(null));
        draft.changeEdit(edit -> edit.withNetwork(network));
        draft.endStep();
    }

    public void remove(String id) {
        draft.changeEdit(edit -> edit.withoutNetwork(id));
        draft.endStep();
    }

    private void change(String id, UnaryOperator<Network> change) {
        draft.changeEdit(edit -> edit.network(id)
                .map(network -> edit.withNetwork(change.apply(network)))
                .orElse(edit));
    }

    private <B extends Backend> void changeBackend(String id, Class<B> kind, UnaryOperator<B> change) {
        change(
                id,
                network -> kind.isInstance(network.backend())
                        ? network.withBackend(change.apply(kind.cast(network.backend())))
                        : network);
    }

    /** Connects a card to something else; what it was connected to before is kept for the way back. */
    public void setKind(String id, NetworkKind kind) {
        change(id, network -> {
            NetworkKind before = NetworkKind.of(network.backend());
            if (before == kind) {
                return network;
            }
            left.put(new Left(id, before), network.backend());
            return network.withBackend(left.getOrDefault(new Left(id, kind), usual(kind)));
        });
        draft.endStep();
    }

    private Backend usual(NetworkKind kind) {
        return switch (kind) {
            case SHARED -> Shared.USUAL;
            case BRIDGED ->
                new Bridged(
                        null,
                        draft.limits().networks().bridges().stream()
                                .flatMap(List::stream)
                                .findFirst()
                                .orElse(USUAL_BRIDGE));
            case INTERNAL -> new Internal(USUAL_NAME, false);
            case NONE -> new Unconnected();
        };
    }

    public void setTranslator(String id, Network.Translator translator) {
        changeBackend(id, Shared.class, shared -> new Shared(translator, shared.isolated(), shared.forwards()));
    }

    public void setIsolated(String id, boolean isolated) {
        changeBackend(id, Shared.class, shared -> new Shared(shared.translator(), isolated, shared.forwards()));
    }

    public void setNetworkName(String id, String name) {
        changeBackend(id, Internal.class, internal -> new Internal(name, internal.dhcp()));
    }

    public void setDhcp(String id, boolean dhcp) {
        changeBackend(id, Internal.class, internal -> new Internal(internal.network(), dhcp));
    }

    /** Names the bridge for which a TAP interface is made, or one that is there already. */
    public void setBridge(String id, boolean tap, String name) {
        changeBackend(id, Bridged.class, bridged -> tap ? new Bridged(name, null) : new Bridged(null, name));
    }

    public void setModel(String id, Network.Model model) {
        change(id, network -> network.withModel(model));
    }

    public void setLink(String id, boolean up) {
        change(id, network -> network.withLink(up));
    }

    /** Takes what stands in the field of a card's address; what is none stays as typed, with the reason. */
    public void typeMac(String id, String text) {
        type(
                id,
                NetworkPart.Field.MAC,
                text,
                MacAddress.parse(text.strip()).map(mac -> network -> network.withMac(mac)));
    }

    public void makeMac(String id) {
        typeMac(id, MacAddress.random().toString());
        draft.endStep();
    }

    /** Takes what stands in the field of a card's limit, in Mbit/s. */
    public void typeRateLimit(String id, String text) {
        type(
                id,
                NetworkPart.Field.RATE_LIMIT,
                text,
                BitRate.parse(text).map(kilobits -> network -> network.withRateLimit(kilobits)));
    }

    /** @param kilobits a second; null for no limit */
    public void setRateLimit(String id, @Nullable Integer kilobits) {
        type(id, NetworkPart.Field.RATE_LIMIT, "", Optional.of(network -> network.withRateLimit(kilobits)));
        draft.endStep();
    }

    /** Takes what stands in the field of the file that frames are recorded in. @param folder to which it is relative */
    public void typeCapture(String id, String text, Path folder) {
        Optional<Path> file = text.isBlank() || text.indexOf('\0') >= 0
                ? Optional.empty()
                : Optional.of(folder.resolve(text.strip()));
        type(id, NetworkPart.Field.CAPTURE, text, file.map(path -> network -> network.withCapture(path.normalize())));
    }

    /** @param file null ends it */
    public void setCapture(String id, @Nullable Path file) {
        type(id, NetworkPart.Field.CAPTURE, "", Optional.of(network -> network.withCapture(file)));
        draft.endStep();
    }

    private void type(String id, NetworkPart.Field field, String text, Optional<UnaryOperator<Network>> meaning) {
        NetworkPart part = new NetworkPart(id, field);
        draft.changeEdit(edit -> edit.network(id)
                .map(network -> meaning.map(change ->
                                edit.withNetwork(change.apply(network)).withoutTyped(part))
                        .orElseGet(() -> edit.withTyped(part, text)))
                .orElse(edit));
    }

    public List<PortForward> forwards(String id) {
        return draft.edit()
                .network(id)
                .map(network -> NetworkPart.forwards(network.backend()))
                .orElse(List.of());
    }

    private void changeForwards(String id, UnaryOperator<List<PortForward>> change) {
        changeBackend(
                id, Shared.class, shared -> shared.withForwards(change.apply(new ArrayList<>(shared.forwards()))));
    }

    public boolean hasRoomForForward(String id) {
        return forwards(id).size() < NetworkRules.MAX_FORWARDS;
    }

    /** Adds a forward to a service that people often want, on a port that no other has. */
    public void addForward(String id) {
        Set<Integer> taken = new HashSet<>();
        draft.config()
                .networks()
                .forEach(network ->
                        NetworkPart.forwards(network.backend()).forEach(forward -> taken.add(forward.hostPort())));
        int[] ports = SERVICES.stream()
                .filter(service -> !taken.contains(service[0]))
                .findFirst()
                .orElseGet(() -> {
                    int port = FIRST_FREE_PORT;
                    while (taken.contains(port)) {
                        port++;
                    }
                    return new int[] {port, port};
                });
        changeForwards(id, forwards -> {
            forwards.add(PortForward.local(PortForward.Protocol.TCP, ports[0], ports[1]));
            return forwards;
        });
        draft.endStep();
    }

    /** Puts another forward in the place of one. */
    public void setForward(String id, int index, PortForward forward) {
        changeForwards(id, forwards -> {
            forwards.set(index, forward);
            return forwards;
        });
    }

    public void removeForward(String id, int index) {
        changeForwards(id, forwards -> {
            forwards.remove(index);
            return forwards;
        });
        draft.endStep();
    }

    /** What is wrong with one of a card's forwards. */
    public Optional<Problem> forwardProblem(String id, int index) {
        return NetworkChecks.forward(draft.edit(), draft.limits(), draft.isRunning(), id, index);
    }
}
