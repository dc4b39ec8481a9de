package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network interface of a machine, and what it is connected to.
 *
 * @param id its name in QMP, such as {@code "net0"}
 * @param link whether its cable is plugged in
 * @param rateLimit of each direction in kilobits (1000 bits) a second; null for none
 * @param capture a file in which every frame is recorded (pcap); null for none
 * @param bootIndex its place among what the firmware tries to boot, lowest first; null if it is not started from
 * @param port the PCI Express slot, 1 to 4; null for a place on bus 0, from which nothing can be taken while the machine runs
 */
public record Network(
        String id,
        Model model,
        MacAddress mac,
        Backend backend,
        boolean link,
        @Nullable Integer rateLimit,
        @Nullable Path capture,
        @Nullable Integer bootIndex,
        @Nullable Integer port) {
    /** An interface with its cable plugged in, on bus 0. */
    public static Network of(String id, Model model, MacAddress mac, Backend backend) {
        return new Network(id, model, mac, backend, true, null, null, null, null);
    }

    /** What kind of hardware the guest sees. */
    public enum Model {
        /** Paravirtual (VIRTIO 1.2, 5.1): the fastest, for systems that have a driver. */
        VIRTIO,
        /** Intel's 82574L, of which most systems have a driver of their own. */
        E1000E;

        /** By its name in {@code machine.json} and on the command line. */
        public static Optional<Model> of(String word) {
            return Words.find(values(), word);
        }

        public String word() {
            return Words.of(this);
        }
    }

    /** Where the other end of the cable is. */
    public sealed interface Backend {}

    /**
     * The host's own network, reached through it (NAT) without any privilege.
     *
     * @param isolated whether the guest reaches nothing outside but what comes in by a forward
     */
    public record Shared(Translator translator, boolean isolated, List<PortForward> forwards) implements Backend {
        /** Reaches everything, and nothing reaches it. */
        public static final Shared USUAL = new Shared(Translator.AUTO, false, List.of());

        public Shared {
            forwards = List.copyOf(forwards);
        }

        public Shared withForwards(List<PortForward> others) {
            return new Shared(translator, isolated, others);
        }
    }

    /** What translates the guest's connections into those of a process of the host. */
    public enum Translator {
        /** The one of those installed that is the better for what is asked for. */
        AUTO,
        LIBSLIRP,
        PASST;

        public static Optional<Translator> of(String word) {
            return Words.find(values(), word);
        }

        public String word() {
            return Words.of(this);
        }
    }

    /**
     * A switch between machines of one user.
     *
     * @param network its name
     * @param dhcp whether the switch gives out addresses
     */
    public record Internal(String network, boolean dhcp) implements Backend {}

    /**
     * A bridge of the host, by a TAP interface.
     *
     * @param tap its name, for a TAP that is there and may be used; null to make one
     * @param bridge of which a TAP that is made becomes a part; null for one that is part of a bridge already
     */
    public record Bridged(@Nullable String tap, @Nullable String bridge) implements Backend {}

    /** Nothing: a cable that leads nowhere. */
    public record Unconnected() implements Backend {}

    public Network withModel(Model other) {
        return new Network(id, other, mac, backend, link, rateLimit, capture, bootIndex, port);
    }

    public Network withMac(MacAddress other) {
        return new Network(id, model, other, backend, link, rateLimit, capture, bootIndex, port);
    }

    public Network withBackend(Backend other) {
        return new Network(id, model, mac, other, link, rateLimit, capture, bootIndex, port);
    }

    public Network withLink(boolean other) {
        return new Network(id, model, mac, backend, other, rateLimit, capture, bootIndex, port);
    }

    public Network withRateLimit(@Nullable Integer other) {
        return new Network(id, model, mac, backend, link, other, capture, bootIndex, port);
    }

    public Network withCapture(@Nullable Path other) {
        return new Network(id, model, mac, backend, link, rateLimit, other, bootIndex, port);
    }

    public Network withBootIndex(@Nullable Integer other) {
        return new Network(id, model, mac, backend, link, rateLimit, capture, other, port);
    }

    public Network withPort(@Nullable Integer other) {
        return new Network(id, model, mac, backend, link, rateLimit, capture, bootIndex, other);
    }
}
