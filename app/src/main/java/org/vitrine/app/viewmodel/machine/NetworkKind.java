package org.vitrine.app.viewmodel.machine;

import java.util.Locale;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Backend;

/** What a network card is connected to, as people choose among it. */
public enum NetworkKind {
    SHARED,
    BRIDGED,
    INTERNAL,
    NONE;

    public static NetworkKind of(Backend backend) {
        return switch (backend) {
            case Network.Shared shared -> SHARED;
            case Network.Bridged bridged -> BRIDGED;
            case Network.Internal internal -> INTERNAL;
            case Network.Unconnected nothing -> NONE;
        };
    }

    private String key() {
        return "network.kind-" + name().toLowerCase(Locale.ROOT);
    }

    public String words() {
        return Texts.get(key());
    }

    /** One line that says what it is good for. */
    public String purpose() {
        return Texts.get(key() + ".purpose");
    }
}
