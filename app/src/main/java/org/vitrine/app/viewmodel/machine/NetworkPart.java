package org.vitrine.app.viewmodel.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Backend;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.PortForward;

/** Something about a network card. */
public record NetworkPart(String id, Field field) implements Part {
    /** What of a network card changes by itself. */
    public enum Field {
        PRESENCE(network -> true, (from, to) -> to),
        /** Where it leads, but for the forwards. */
        BACKEND(network -> withoutForwards(network.backend()), NetworkPart::leadAs),
        FORWARDS(network -> forwards(network.backend()), NetworkPart::forwardAs),
        MODEL(Network::model, (from, to) -> to.withModel(from.model())),
        MAC(Network::mac, (from, to) -> to.withMac(from.mac())),
        LINK(Network::link, (from, to) -> to.withLink(from.link())),
        RATE_LIMIT(Network::rateLimit, (from, to) -> to.withRateLimit(from.rateLimit())),
        CAPTURE(Network::capture, (from, to) -> to.withCapture(from.capture()));

        private final Function<Network, @Nullable Object> value;
        private final BinaryOperator<Network> copy;

        Field(Function<Network, @Nullable Object> value, BinaryOperator<Network> copy) {
            this.value = value;
            this.copy = copy;
        }
    }

    static List<NetworkPart> of(String id) {
        return Arrays.stream(Field.values())
                .map(field -> new NetworkPart(id, field))
                .toList();
    }

    static List<PortForward> forwards(Backend backend) {
        return backend instanceof Shared shared ? shared.forwards() : List.of();
    }

    private static Backend withoutForwards(Backend backend) {
        return backend instanceof Shared shared ? shared.withForwards(List.of()) : backend;
    }

    /** Forwards stay where both are shared; else they come and go with the rest. */
    private static Network leadAs(Network from, Network to) {
        return from.backend() instanceof Shared wanted && to.backend() instanceof Shared present
                ? to.withBackend(wanted.withForwards(present.forwards()))
                : to.withBackend(from.backend());
    }

    private static Network forwardAs(Network from, Network to) {
        return from.backend() instanceof Shared wanted && to.backend() instanceof Shared present
                ? to.withBackend(present.withForwards(wanted.forwards()))
                : to;
    }

    @Override
    public Section section() {
        return Section.NETWORK;
    }

    @Override
    public String label(Edit before, Edit after) {
        int number = number(after) > 0 ? number(after) : number(before);
        String key = field == Field.PRESENCE
                ? after.network(id).isPresent() ? "added" : "removed"
                : field.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Texts.get("part.network-" + key, number);
    }

    /** Which of the machine's cards it is, from 1; 0 if there is none such. */
    private int number(Edit edit) {
        return edit.config().networks().stream().map(Network::id).toList().indexOf(id) + 1;
    }

    /** A card that one of the two has not differs by its presence, and by nothing else. */
    @Override
    public boolean sameIn(Edit one, Edit other) {
        Optional<Network> first = one.network(id);
        Optional<Network> second = other.network(id);
        if (field == Field.PRESENCE) {
            return first.isPresent() == second.isPresent();
        }
        if (first.isEmpty() || second.isEmpty()) {
            return true;
        }
        boolean bothShared =
                first.get().backend() instanceof Shared && second.get().backend() instanceof Shared;
        return field == Field.FORWARDS && !bothShared
                || Objects.equals(field.value.apply(first.get()), field.value.apply(second.get()))
                        && Objects.equals(one.typed().get(this), other.typed().get(this));
    }

    @Override
    public Edit put(Edit from, Edit to) {
        Network wanted = from.network(id).orElse(null);
        Network present = to.network(id).orElse(null);
        Edit next = to;
        if (field == Field.PRESENCE) {
            if (wanted == null) {
                return to.withoutNetwork(id);
            }
            // One that is there already may have got a place meanwhile.
            next = present == null ? to.withNetwork(wanted) : to;
            for (NetworkPart part : present == null ? of(id) : List.<NetworkPart>of()) {
                next = next.withTypedOf(part, from);
            }
            return next;
        }
        return wanted == null || present == null
                ? to
                : to.withNetwork(field.copy.apply(wanted, present)).withTypedOf(this, from);
    }

    /** Cards come and go in slots alone. Of the rest a cable is live, and forwards where the translator can. */
    @Override
    public boolean isLive(Edit before, Edit after) {
        return switch (field) {
            case PRESENCE ->
                after.network(id)
                        .or(() -> before.network(id))
                        .map(Network::port)
                        .isPresent();
            case FORWARDS ->
                before.network(id)
                        .map(Network::backend)
                        .filter(backend -> backend instanceof Shared shared && shared.translator() != Translator.PASST)
                        .isPresent();
            case LINK, RATE_LIMIT, CAPTURE -> true;
            case BACKEND, MODEL, MAC -> false;
        };
    }
}
