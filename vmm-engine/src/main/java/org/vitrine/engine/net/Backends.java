package org.vitrine.engine.net;

import java.io.IOException;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.net.internal.InternalBackend;
import org.vitrine.engine.net.passt.PasstBackend;
import org.vitrine.engine.net.slirp.SlirpBackend;
import org.vitrine.engine.net.tap.TapBackend;

/** Makes the back end that a configuration names. */
public final class Backends {
    /** Where the sockets of internal networks are, below the directory of the user's running machines. */
    private static final String NETWORKS = "networks";

    private Backends() {}

    /**
     * Opens a back end, not started.
     *
     * @param mac of the interface that it is for
     * @throws NetException with a sentence if this host cannot have it, or not this user
     */
    public static NetBackend open(Network.Backend backend, MacAddress mac) throws NetException {
        return switch (backend) {
            case Shared shared -> shared(shared, mac);
            case Internal internal -> internal(internal);
            case Bridged bridged -> TapBackend.open(bridged);
            case Network.Unconnected nothing -> new Unconnected();
        };
    }

    /** passt goes first where there is a choice: it carries more, and walls itself off further. It needs a host that is connected, a user who is not root, and does not isolate. */
    private static NetBackend shared(Shared shared, MacAddress mac) throws NetException {
        return switch (shared.translator()) {
            case LIBSLIRP -> slirp(shared, mac);
            case PASST -> passt(shared);
            case AUTO -> {
                boolean passt = PasstBackend.program().isPresent();
                if (passt && suitsPasst(shared)) {
                    yield passt(shared);
                }
                if (!passt && !SlirpBackend.isInstalled()) {
                    throw new NetException(
                            "A shared network needs libslirp or passt, and this host has neither; install Debian's package libslirp0 or passt.");
                }
                yield slirp(shared, mac);
            }
        };
    }

    private static boolean suitsPasst(Shared shared) {
        return !shared.isolated()
                && shared.forwards().stream().allMatch(forward -> forward.guestAddress() == null)
                && PasstBackend.isHostConnected()
                && PasstBackend.isForThisUser();
    }

    private static NetBackend slirp(Shared shared, MacAddress mac) throws NetException {
        return SlirpBackend.open(mac, shared.isolated(), shared.forwards());
    }

    private static NetBackend passt(Shared shared) throws NetException {
        if (shared.isolated()) {
            throw new NetException(
                    "passt cannot isolate its guest; choose libslirp (Debian's package libslirp0), or no isolation.");
        }
        return PasstBackend.open(shared.forwards());
    }

    private static NetBackend internal(Internal internal) throws NetException {
        try {
            RuntimeRoot root = RuntimeRoot.at(RuntimeRoot.ofUser().path().resolve(NETWORKS));
            return InternalBackend.open(root.path(), internal.network(), internal.dhcp());
        } catch (IOException e) {
            throw new NetException(
                    "The internal network \"%s\" cannot be joined: %s".formatted(internal.network(), e.getMessage()),
                    e);
        }
    }
}
