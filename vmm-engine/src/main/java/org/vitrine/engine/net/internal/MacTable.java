package org.vitrine.engine.net.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which port a MAC address was last seen at, of the {@value #MOST} that were seen last. Any thread. @param <P> ports */
final class MacTable<P> {
    static final int MOST = 1024;

    private final Map<Long, P> ports = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, P> eldest) {
            return size() > MOST;
        }
    };

    synchronized void learn(long address, P port) {
        ports.put(address, port);
    }

    /** Null if nobody knows. */
    synchronized @Nullable P find(long address) {
        return ports.get(address);
    }

    synchronized void forget(P port) {
        ports.values().removeIf(port::equals);
    }

    synchronized int size() {
        return ports.size();
    }
}
