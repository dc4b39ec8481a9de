package org.vitrine.engine.net;

import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.config.Network.Internal;
import org.vitrine.engine.config.Network.Shared;
import org.vitrine.engine.net.slirp.SlirpBackend;

/** Makes the back end that a configuration names. */
public final class Backends {
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
            case Internal internal -> throw new NetException("Internal networks are not there yet.");
            case Bridged bridged -> throw new NetException("Bridged networks are not there yet.");
            case Network.Unconnected nothing -> new Unconnected();
        };
    }

    private static NetBackend shared(Shared shared, MacAddress mac) throws NetException {
        return SlirpBackend.open(mac, shared.isolated(), shared.forwards());
    }
}
