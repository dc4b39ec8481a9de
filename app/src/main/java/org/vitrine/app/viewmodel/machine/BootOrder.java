package org.vitrine.app.viewmodel.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Network;

/**
 * In which order the firmware tries what a machine can boot: first what has a boot index, lowest first, then CD-ROM drives, disks at AHCI, at NVMe and at virtio,
 * each in the configuration's order. A network card takes part only if it has an index, since firmware needs iPXE to start from it.
 */
public final class BootOrder {
    private record Entry(String id, @Nullable Integer index) {
        private long place() {
            return index == null ? Long.MAX_VALUE : index;
        }
    }

    private BootOrder() {}

    /** The ids of drives, disks and network cards, the first to be tried first. */
    public static List<String> of(MachineConfig config) {
        List<Entry> entries = new ArrayList<>();
        config.optical().forEach(drive -> entries.add(new Entry(drive.id(), drive.bootIndex())));
        for (MachineConfig.Disk.Bus bus : MachineConfig.Disk.Bus.values()) {
            config.disks().stream()
                    .filter(disk -> disk.bus() == bus)
                    .forEach(disk -> entries.add(new Entry(disk.id(), disk.bootIndex())));
        }
        config.networks().stream()
                .filter(network -> network.bootIndex() != null)
                .forEach(network -> entries.add(new Entry(network.id(), network.bootIndex())));
        entries.sort(Comparator.comparingLong(Entry::place));
        return entries.stream().map(Entry::id).toList();
    }

    /** Lets a network card be tried, as the last, or no longer. */
    public static MachineConfig withNetwork(MachineConfig config, String id, boolean tried) {
        List<String> order = new ArrayList<>(of(config));
        if (order.contains(id) == tried) {
            return config;
        }
        if (tried) {
            order.add(id);
        } else {
            order.remove(id);
        }
        return with(config, places(order));
    }

    /** Moves a device by some places; beyond the ends it stays there. Every device then has a boot index. */
    public static MachineConfig move(MachineConfig config, String id, int by) {
        List<String> order = new ArrayList<>(of(config));
        int from = order.indexOf(id);
        if (from < 0) {
            return config;
        }
        int to = Math.clamp((long) from + by, 0, order.size() - 1);
        if (to == from) {
            return config;
        }
        Collections.rotate(from < to ? order.subList(from, to + 1) : order.subList(to, from + 1), from < to ? -1 : 1);
        return with(config, places(order));
    }

    /** Whether what both have is tried in the same order, and nothing that only {@code other} has was given a place in it. */
    static boolean same(MachineConfig one, MachineConfig other) {
        List<String> first = new ArrayList<>(of(one));
        List<String> second = new ArrayList<>(of(other));
        if (second.stream().anyMatch(id -> !first.contains(id) && isPlaced(other, id))) {
            return false;
        }
        if (other.networks().stream().map(Network::id).anyMatch(id -> first.contains(id) && !second.contains(id))) {
            return false;
        }
        first.retainAll(second);
        second.retainAll(first);
        return first.equals(second);
    }

    private static boolean isPlaced(MachineConfig config, String id) {
        return config.optical().stream().anyMatch(drive -> drive.id().equals(id) && drive.bootIndex() != null)
                || config.disks().stream().anyMatch(disk -> disk.id().equals(id) && disk.bootIndex() != null)
                || config.networks().stream().anyMatch(card -> card.id().equals(id) && card.bootIndex() != null);
    }

    /** Gives what both have the order of {@code from}; what is new comes last. */
    static MachineConfig copy(MachineConfig from, MachineConfig to) {
        if (same(from, to)) {
            return to;
        }
        List<String> wanted = of(from);
        List<String> order = new ArrayList<>(of(to));
        for (Network network : from.networks()) {
            order.remove(network.id());
        }
        to.networks().stream().map(Network::id).filter(wanted::contains).forEach(order::add);
        order.sort(Comparator.comparingInt(id -> wanted.contains(id) ? wanted.indexOf(id) : wanted.size()));
        return with(to, places(order));
    }

    private static Map<String, Integer> places(List<String> order) {
        Map<String, Integer> places = new LinkedHashMap<>();
        order.forEach(id -> places.put(id, places.size()));
        return places;
    }

    private static MachineConfig with(MachineConfig config, Map<String, Integer> places) {
        return config.withOptical(config.optical().stream()
                        .map(drive -> drive.withBootIndex(places.get(drive.id())))
                        .toList())
                .withDisks(config.disks().stream()
                        .map(disk -> DiskEdits.withBootIndex(disk, places.get(disk.id())))
                        .toList())
                .withNetworks(config.networks().stream()
                        .map(network -> network.withBootIndex(places.get(network.id())))
                        .toList());
    }
}
