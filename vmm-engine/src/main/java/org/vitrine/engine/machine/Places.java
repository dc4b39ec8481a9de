package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkRules;

/** Which disk, CD-ROM drive or network interface is at which place, by their names. Any thread. */
final class Places {
    /** From here on there is room on bus 0 for every disk that a configuration can have. */
    static final int FIRST_DISK_SLOT = Board.Q35.rootPortDevice() - ConfigRules.MAX_DISKS;

    /** From here on there is room on bus 0 for every network interface that a configuration can have. */
    static final int FIRST_NETWORK_SLOT = FIRST_DISK_SLOT - NetworkRules.MAX_NETWORKS;

    private final Map<String, Place> taken;

    private Places(Map<String, Place> taken) {
        this.taken = new ConcurrentHashMap<>(taken);
    }

    /** The places that a configuration names, and the first free ones for the rest: at AHCI drives before disks, each in order. */
    static Places of(MachineConfig config) {
        Map<String, Place> places = new LinkedHashMap<>();
        List<String> anyPort = new ArrayList<>();
        for (MachineConfig.Optical drive : config.optical()) {
            if (drive.port() != null) {
                places.put(drive.id(), Place.ahciPort(drive.port()));
            } else {
                anyPort.add(drive.id());
            }
        }
        int slot = FIRST_DISK_SLOT;
        for (Disk disk : config.disks()) {
            boolean ahci = disk.bus() == Disk.Bus.AHCI;
            if (disk.port() != null) {
                places.put(disk.id(), ahci ? Place.ahciPort(disk.port()) : Place.rootPort(disk.port()));
            } else if (ahci) {
                anyPort.add(disk.id());
            } else {
                places.put(disk.id(), new Place(Place.Kind.BUS_0, slot++));
            }
        }
        int networkSlot = FIRST_NETWORK_SLOT;
        for (Network network : config.networks()) {
            places.put(
                    network.id(),
                    network.port() == null
                            ? new Place(Place.Kind.BUS_0, networkSlot++)
                            : Place.rootPort(network.port()));
        }
        for (String id : anyPort) {
            places.put(id, free(Place.Kind.AHCI_PORT, places.values()).orElseThrow());
        }
        return new Places(places);
    }

    private static Optional<Place> free(Place.Kind kind, Collection<Place> taken) {
        Set<Place> all = new HashSet<>(taken);
        int first = kind == Place.Kind.ROOT_PORT ? 1 : 0;
        int count = kind == Place.Kind.ROOT_PORT ? ConfigRules.MAX_SLOTS : ConfigRules.MAX_OPTICAL;
        for (int number = first; number < first + count; number++) {
            Place place = new Place(kind, number);
            if (!all.contains(place)) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /** The first free place of a kind that takes devices while the machine runs. */
    Optional<Place> free(Place.Kind kind) {
        return free(kind, taken.values());
    }

    boolean isFree(Place place) {
        return !taken.containsValue(place);
    }

    Optional<Place> of(String id) {
        return Optional.ofNullable(taken.get(id));
    }

    void take(String id, Place place) {
        taken.put(id, place);
    }

    void leave(String id) {
        taken.remove(id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Places places && taken.equals(places.taken);
    }

    @Override
    public int hashCode() {
        return taken.hashCode();
    }

    /** The same configuration with every port named, so that nothing moves when something goes; what is not there yet is left as it is. */
    MachineConfig pinned(MachineConfig config) {
        return config.withOptical(config.optical().stream()
                        .map(drive -> drive.withPort(port(drive.id(), drive.port())))
                        .toList())
                .withDisks(config.disks().stream()
                        .map(disk -> disk.withPort(port(disk.id(), disk.port())))
                        .toList())
                .withNetworks(config.networks().stream()
                        .map(network -> network.withPort(port(network.id(), network.port())))
                        .toList());
    }

    private @Nullable Integer port(String id, @Nullable Integer configured) {
        Place place = taken.get(id);
        return place == null || place.kind() == Place.Kind.BUS_0 ? configured : Integer.valueOf(place.number());
    }
}
