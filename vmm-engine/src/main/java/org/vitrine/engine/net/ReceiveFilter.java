package org.vitrine.engine.net;

import java.util.List;
import org.vitrine.engine.config.MacAddress;

/**
 * Which frames a network interface takes, as its guest has told it.
 *
 * @param main the interface's own address
 * @param promiscuous whether it takes all
 * @param multicast which frames for groups it takes
 * @param unicasts further addresses of its own
 * @param multicasts groups by address; an interface that keeps hashes alone names none
 * @param filtersVlans whether only frames of {@code vlans} are taken
 */
public record ReceiveFilter(
        MacAddress main,
        boolean promiscuous,
        boolean broadcast,
        Multicast multicast,
        List<MacAddress> unicasts,
        List<MacAddress> multicasts,
        boolean filtersVlans,
        List<Integer> vlans) {
    /** Frames for groups. */
    public enum Multicast {
        NONE,
        /** Those of groups that the guest named. */
        NORMAL,
        ALL
    }

    public ReceiveFilter {
        unicasts = List.copyOf(unicasts);
        multicasts = List.copyOf(multicasts);
        vlans = List.copyOf(vlans);
    }

    /** An interface that can say so. Any thread. */
    @FunctionalInterface
    public interface Source {
        ReceiveFilter receiveFilter();
    }
}
